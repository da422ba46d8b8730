package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/itk-assurance/tkw/harness/basics/filein"
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/yamlfile"
	"github.com/itk-assurance/tkw/harness/message/compose"
	"github.com/itk-assurance/tkw/harness/message/itk"
	"github.com/itk-assurance/tkw/harness/model"
)

// defaultConfig is read when it is there and --config names no other.
const defaultConfig = "tkw.yaml"

// config is tkw.yaml: what stays the same between runs. Flags win over it.
type config struct {
	Endpoint      string
	Listen        string
	Cert, Key, CA string
	PassphraseEnv string
	Proxy         string
	BadCerts      string
	Personas      string
	Schemas       string // of --schemas; no key of the file
	KnownFailures string
	Capabilities  map[string]declaration
	Parallel      int
	Deadline      time.Duration
	Timeout       time.Duration
	SUT           model.SUT
	Operator      string
	Sender        compose.Sender
	Policy        *pack.Policy
}

// sender fills the gaps of the configured sender with tkw's own names.
func (c config) sender() compose.Sender {
	s, d := c.Sender, compose.DefaultSender()
	if s.Username == "" {
		s.Username = d.Username
	}
	if s.From == "" {
		s.From = d.From
	}
	if len(s.Audit) == 0 {
		s.Audit = d.Audit
	}
	if s.Address == "" {
		s.Address = d.Address
	}
	if s.Lifetime == 0 {
		s.Lifetime = d.Lifetime
	}
	return s
}

// readConfig reads --config, or tkw.yaml when it is there. Relative paths in it
// are relative to the file.
func (a *app) readConfig() (config, error) {
	name := a.configFile
	if name == "" {
		name = defaultConfig
	}
	src, err := filein.Read(name, filein.Small)
	if errors.Is(err, fs.ErrNotExist) && a.configFile == "" {
		return config{}, nil
	}
	if err != nil {
		return config{}, usagef("reading the configuration: %w", err)
	}
	c, err := decodeConfig(name, src)
	if err != nil {
		return config{}, usageError(err)
	}
	return c, nil
}

func decodeConfig(name string, src []byte) (config, error) {
	root, err := yamlfile.Parse(name, src)
	if err != nil {
		return config{}, err
	}
	d := &yamlfile.Decoder{}
	if root.Kind == yamlfile.Null {
		return config{}, nil
	}
	m := d.Mapping(root, "the configuration")
	near := func(file string) string {
		if file == "" || filepath.IsAbs(file) {
			return file
		}
		return filepath.Join(filepath.Dir(name), file)
	}
	c := config{
		Endpoint: m.String("endpoint"), Proxy: m.String("proxy"), Listen: m.String("listen"), Personas: near(m.String("personas")),
		KnownFailures: near(m.String("knownFailures")), Operator: m.String("operator"), Capabilities: decodeCapabilities(d, m),
		Parallel: m.Int("parallel", 1, 64), Deadline: m.Deadline("deadline"), Timeout: m.Deadline("timeout"),
	}
	if v := m.Value("tls"); v != nil {
		t := d.Mapping(v, "tls")
		c.Cert, c.Key, c.CA, c.BadCerts = near(t.String("cert")), near(t.String("key")), near(t.String("ca")), near(t.String("badCerts"))
		c.PassphraseEnv = t.String("passphraseEnv")
		t.Done()
	}
	if v := m.Value("sut"); v != nil {
		s := d.Mapping(v, "sut")
		c.SUT = model.SUT{Supplier: s.String("supplier"), Product: s.String("product"), Version: s.String("version"), Contact: s.String("contact")}
		s.Done()
	}
	if v := m.Value("sender"); v != nil {
		c.Sender = decodeSender(d, v)
	}
	if v := m.Value("policy"); v != nil {
		p := d.Mapping(v, "policy")
		list := func(key string) pack.AccessList {
			l := d.Mapping(p.Value(key), key)
			out := pack.AccessList{Accept: l.Strings("accept"), Reject: l.Strings("reject")}
			l.Done()
			return out
		}
		c.Policy = &pack.Policy{Users: list("users"), Identities: list("identities"), Addresses: list("addresses")}
		p.Done()
	}
	m.Done()
	return c, d.Err()
}

func decodeSender(d *yamlfile.Decoder, v *yamlfile.Value) compose.Sender {
	m := d.Mapping(v, "sender")
	s := compose.Sender{
		Username: m.String("username"), From: m.String("from"), Address: m.String("senderAddress"), Lifetime: m.Deadline("lifetime"),
	}
	for _, item := range m.List("auditIdentity") {
		id := d.Mapping(item, "the audit identity")
		id.Required("uri")
		s.Audit = append(s.Audit, itk.Identity{URI: id.String("uri"), Type: id.String("type")})
		id.Done()
	}
	m.Done()
	return s
}
