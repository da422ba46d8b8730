package outline

import (
	"maps"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/model"
)

// Reproduce is the command that runs one scenario again, for a POSIX shell, with
// the packs, personas, certificates and times of the run.
func Reproduce(run *model.Run, scenario string) string {
	args := []string{"tkw"}
	switch {
	case run.Mirror:
		args = append(args, "demo")
	case run.Role == model.RoleClient:
		args = append(args, "run", "--role", "client")
		if run.Listen != "" {
			args = append(args, "--listen", run.Listen)
		}
	default:
		args = append(args, "run", "--role", "provider")
		if run.Endpoint != "" {
			args = append(args, "--endpoint", run.Endpoint)
		}
	}
	for _, p := range packs(run) {
		args = append(args, "--pack", p)
	}
	args = append(append(args, options(run)...), "--scenario", scenario)
	for i, a := range args {
		args[i] = quote(a)
	}
	return strings.Join(args, " ")
}

// packs are the folders given with --pack: in the order given where that is known,
// as a later pack may build on an earlier one.
func packs(run *model.Run) []string {
	if given := list(run.Options["packs"]); len(given) > 0 {
		return given
	}
	var out []string
	for _, p := range run.Packs {
		if p.Source != "" && p.Source != "built in" && !slices.Contains(out, p.Source) {
			out = append(out, p.Source)
		}
	}
	slices.Sort(out)
	return out
}

// Defaults of tkw run, which a command need not name.
const (
	defaultDeadline = "30s"
	noTimeout       = "0s"
)

// mutualTLS is the capability that a client certificate declares by itself, as pack itk says
// it; a run folder does not repeat the packs.
const mutualTLS = "mutual-tls"

// options are the flags that decide how a scenario goes. How many run at once is
// left out, because one scenario runs alone.
func options(run *model.Run) []string {
	if run.Mirror {
		return nil
	}
	var out []string
	for _, o := range []struct{ flag, unless string }{
		{"cert", ""}, {"key", ""}, {"ca", ""}, {"bad-certs", ""}, {"personas", ""}, {"known-failures", ""},
		{"deadline", defaultDeadline}, {"timeout", noTimeout},
	} {
		if v := run.Options[o.flag]; v != "" && v != o.unless {
			out = append(out, "--"+o.flag, v)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(run.Capabilities)) {
		switch has := run.Capabilities[name]; {
		case has && name == mutualTLS && run.Options["cert"] != "":
			// said by the certificate
		case has:
			out = append(out, "--capability", name)
		default:
			out = append(out, "--capability", name+"=false")
		}
	}
	return out
}

func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// plain are the characters that no shell gives a meaning to.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=+@%"

func quote(arg string) string {
	if arg != "" && onlyPlain(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

func onlyPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(plain, r) })
}
