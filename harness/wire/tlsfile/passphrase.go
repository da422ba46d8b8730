package tlsfile

import "fmt"

// Passphrase opens encrypted files. The zero value is none. It is never printed: every
// way of formatting it gives the name of its variable.
type Passphrase struct {
	variable string
	secret   string
}

// FromVariable takes the passphrase from an environment variable; an empty name gives
// none. A variable that is missing or empty is an error.
func FromVariable(name string, lookup func(string) (string, bool)) (Passphrase, error) {
	if name == "" {
		return Passphrase{}, nil
	}
	secret, found := lookup(name)
	switch {
	case !found:
		return Passphrase{}, fmt.Errorf("%w: the passphrase is to come from the environment variable %s, which is not set; set it, for this command only", ErrUnusable, name)
	case secret == "":
		return Passphrase{}, fmt.Errorf("%w: the passphrase is to come from the environment variable %s, which is empty; give it the passphrase, or leave the option out for a file that has none", ErrUnusable, name)
	}
	return Passphrase{variable: name, secret: secret}, nil
}

// String is the name of the variable.
func (p Passphrase) String() string {
	if p.variable == "" {
		return "no passphrase"
	}
	return "the passphrase in " + p.variable
}

// GoString keeps the secret out of %#v.
func (p Passphrase) GoString() string { return p.String() }

// given reports whether there is one.
func (p Passphrase) given() bool { return p.variable != "" }

// missing is the error for a file that needs a passphrase.
func missing(file, what string) error {
	return fmt.Errorf("%w: %s in %s is encrypted, and no passphrase is given; put it into an environment variable and name that with --passphrase-env NAME (passphraseEnv in tkw.yaml)", ErrUnusable, what, file)
}

// wrong is the error for a passphrase that does not open a file.
func (p Passphrase) wrong(file string) error {
	hint := ""
	if n := len(p.secret); n > 0 && (p.secret[n-1] == '\n' || p.secret[n-1] == '\r' || p.secret[n-1] == ' ') {
		hint = "; it ends in a space or a line end, which counts"
	}
	return fmt.Errorf("%w: %s does not open %s; check the variable and the file%s", ErrUnusable, p, file, hint)
}
