package run

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// The names of settings that more than a run reads.
const (
	// KnownFailuresSetting names the list of known failures.
	KnownFailuresSetting = "known-failures"
	// JudgedWithSetting is the digest of [JudgedWith].
	JudgedWithSetting = "judged-with"
	packsSetting      = "packs"
)

// Settings are the flags of a run that its folder keeps: --resume needs them again, and
// reports show how to run a scenario alone. Secrets are not among them.
type Settings struct {
	Cert, Key, CA, PassphraseEnv, Proxy, BadCerts string
	Personas, Schemas, KnownFailures              string
	AllowLiveData                                 bool
	Deadline, Timeout                             time.Duration
	Parallel                                      int
	Capabilities, FailOn, Packs                   []string
}

// texts are the settings that are one text, by the name under which a folder keeps them.
func (s *Settings) texts() map[string]*string {
	return map[string]*string{
		"cert": &s.Cert, "key": &s.Key, "ca": &s.CA, "passphrase-env": &s.PassphraseEnv, "proxy": &s.Proxy, "bad-certs": &s.BadCerts,
		"personas": &s.Personas, "schemas": &s.Schemas, KnownFailuresSetting: &s.KnownFailures,
	}
}

// Keep gives the settings as a folder keeps them; empty ones are left out.
func (s Settings) Keep() map[string]string {
	out := map[string]string{
		"deadline": s.Deadline.String(), "timeout": s.Timeout.String(), "parallel": strconv.Itoa(s.Parallel),
		"capabilities": Join(s.Capabilities), "fail-on": Join(s.FailOn), packsSetting: Join(s.Packs),
	}
	if s.AllowLiveData {
		out["allow-live-data"] = "true"
	}
	for name, text := range s.texts() {
		out[name] = *text
	}
	for name, text := range out {
		if text == "" {
			delete(out, name)
		}
	}
	return out
}

// Resumed are the settings with which a run goes on: those that are given again, else those
// that its folder kept, else the usual ones. What the run has settled cannot be given. changed
// are those that later reports judge by and that are not what they were.
func (s Settings) Resumed(kept map[string]string) (resumed Settings, changed map[string]string) {
	given := s
	changed = map[string]string{}
	if given.KnownFailures != "" && given.KnownFailures != kept[KnownFailuresSetting] {
		changed[KnownFailuresSetting] = given.KnownFailures
	}
	for name, text := range s.texts() {
		switch name {
		case "key":
			continue // a certificate and its key go together
		case "cert":
			if given.Key != "" {
				continue
			}
			if *text == "" {
				s.Key = kept["key"]
			}
		case "personas", "schemas":
			*text = ""
		}
		*text = cmp.Or(*text, kept[name])
	}
	s.AllowLiveData = kept["allow-live-data"] != ""
	if len(s.FailOn) == 0 {
		s.FailOn = Split(kept["fail-on"])
	}
	if len(s.Packs) == 0 {
		s.Packs = Split(kept[packsSetting])
	}
	s.Deadline, s.Timeout = duration(s.Deadline, kept["deadline"], DefaultDeadline), duration(s.Timeout, kept["timeout"], 0)
	if s.Parallel == 0 {
		s.Parallel = DefaultParallel
		if n, err := strconv.Atoi(kept["parallel"]); err == nil && n > 0 {
			s.Parallel = n
		}
	}
	return s, changed
}

// duration is one that was given, else the one that a run had, else the usual one.
func duration(given time.Duration, had string, usual time.Duration) time.Duration {
	if given != 0 {
		return given
	}
	if v, err := time.ParseDuration(had); err == nil && v > 0 {
		return v
	}
	return usual
}

// Join writes a list as a setting; Split reads it.
func Join(list []string) string { return strings.Join(list, "\n") }

// Split reads what Join wrote.
func Split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
