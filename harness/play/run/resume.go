package run

import (
	"fmt"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/definition/scenario"
	"github.com/itk-assurance/tkw/harness/evidence"
	"github.com/itk-assurance/tkw/harness/model"
	"github.com/itk-assurance/tkw/harness/privacy/secrets"
)

// Planned selects the scenarios of the plan of the run in a folder, to go on with it. It is
// an error that packs are not what they were: half of the run would be judged by something
// else.
func Planned(set *pack.Set, head evidence.Header, dir string) (pack.Selection, []scenario.Scenario, error) {
	sel := pack.Selection{Role: head.Role, IDs: make([]string, len(head.Plan))}
	for i, p := range head.Plan {
		sel.IDs[i] = p.ID
	}
	list, err := set.Select(sel)
	if err != nil {
		return sel, nil, fmt.Errorf("%s cannot be resumed with these packs: %w", dir, err)
	}
	for _, then := range head.Packs {
		if p := set.Pack(then.Domain); p != nil && p.Digests != then {
			return sel, nil, fmt.Errorf("%s cannot be resumed: the pack %q has changed since; start a new run", dir, then.Domain)
		}
	}
	return sel, list, nil
}

// ResumedEndpoint is where a resumed run goes on; given is --endpoint, empty for none. A
// secret in the endpoint was not kept, and must be given again; another endpoint is another
// run.
func ResumedEndpoint(head evidence.Header, given string) (string, error) {
	switch {
	case secrets.URL(given) == head.Endpoint && given != "":
		return given, nil
	case strings.Contains(head.Endpoint, "*"):
		return "", fmt.Errorf("the endpoint of the run, %s, had a secret in it, which is not kept; name it again with --endpoint", head.Endpoint)
	case given != "" && head.Role == model.RoleProvider:
		return "", fmt.Errorf("--endpoint is not that of the run, %s; start a new run", head.Endpoint)
	case given != "":
		return "", fmt.Errorf("--endpoint belongs to --role provider; the run is one of a client")
	}
	return head.Endpoint, nil
}
