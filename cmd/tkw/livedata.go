package main

import (
	"errors"
	"net/url"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/play/run"
	"github.com/itk-assurance/tkw/harness/privacy/livedata"
	"github.com/itk-assurance/tkw/harness/privacy/secrets"
	"github.com/itk-assurance/tkw/reports/validation"
)

// allowLiveData is the flag that lets NHS numbers of no test set be sent; it is
// also the name under which a run records it.
const allowLiveData = "allow-live-data"

const allowLiveDataHelp = "send NHS numbers that are of no test set, too; the run records it"

// tripwire refuses a run that would send NHS numbers of no test set: in the
// requests to a provider, or in the answers to a client, which come from the
// personas. Nothing was sent yet.
func tripwire(o run.Options, personas string) error {
	if o.AllowLiveData {
		return nil
	}
	err := livedata.CheckPersonas(o.Set, o.Known, personas)
	if err == nil && o.Role == model.RoleProvider {
		err = run.Tripwire(o)
	}
	return liveDataRefused(err)
}

// liveDataRefused makes a usage error that says what to do.
func liveDataRefused(err error) error {
	if errors.Is(err, livedata.ErrUnknownNumber) {
		return usagef("nothing was sent: %w; it is neither of a persona, nor of a published test set, nor of the 999 range: use test patients, or allow it with --%s", err, allowLiveData)
	}
	if err != nil {
		return usageError(err)
	}
	return nil
}

// knownTo are the test numbers that a run folder was made with. Folders of an
// earlier tkw do not say; then those of the built-in packs and of the packs of the
// run are taken, as far as they are there.
func (a *app) knownTo(head evidence.Header) livedata.Known {
	packs := func(dirs []string) func() (*pack.Set, error) {
		return func() (*pack.Set, error) { return pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: dirs}) }
	}
	return livedata.OfRun(head.TestNumbers, packs(run.Split(head.Options["packs"])), packs(nil))
}

// maskedReader reads the messages of a run folder as reports show them: at equal
// length, but without NHS numbers of no test set.
func (a *app) maskedReader(dir string) func(name string) ([]byte, error) {
	known := a.knownAt(dir)
	return func(name string) ([]byte, error) {
		wire, err := evidence.ReadExchange(dir, name)
		return known.Bytes(wire), err
	}
}

// knownAt is knownTo for a folder. Of one that cannot be read, only the published
// numbers are known.
func (a *app) knownAt(dir string) livedata.Known {
	head, err := evidence.ReadHeader(dir)
	if err != nil {
		return livedata.Published()
	}
	return a.knownTo(head)
}

// maskFiles masks NHS numbers of no test set in what was found in files. The packs
// are read for it only where a number is not of the published sets.
func (a *app) maskFiles(results []validation.File) {
	known := livedata.Published()
	whole := false
	for i := range results {
		texts := []string{results[i].Reason}
		for _, f := range results[i].Findings {
			texts = append(texts, f.Message+"\n"+f.Expected+"\n"+f.Actual+"\n"+f.Help)
		}
		for _, text := range texts {
			if whole || len(known.UnknownNumbers([]byte(text))) == 0 {
				continue
			}
			whole = true
			if set, err := pack.Load(pack.Options{BuiltIn: builtIn(), Dirs: a.packDirs}); err == nil {
				known = livedata.NewKnown(set)
			}
		}
	}
	for i := range results {
		results[i].Findings = known.Findings(results[i].Findings)
		results[i].Reason = known.Text(results[i].Reason)
	}
}

// checkEndpoint refuses what is no address of HTTP, and an endpoint with a user name
// and a password in it: they would be in every report.
func checkEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	switch {
	case endpoint == "":
		return nil
	case err == nil && u.User != nil:
		return usagef("--endpoint has a user name or a password in it (%s); tkw sends none, and evidence must not keep them", secrets.URL(endpoint))
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return usagef("--endpoint %q is no address of a provider; write one such as https://host/path", secrets.URL(endpoint))
	}
	return nil
}
