package check

import (
	"testing"

	"github.com/itk-assurance/tkw/harness/definition/pack"
)

// The case of a URL's scheme and host tells nothing; that of its path does.
func TestAddressesOfAProvider(t *testing.T) {
	t.Parallel()
	anywhere := pack.AccessList{Accept: []string{"http://*", "https://*"}}
	one := pack.AccessList{Accept: []string{"https://SMSP.example.nhs.uk/Pds"}}
	not := pack.AccessList{Accept: []string{"*"}, Reject: []string{"https://Old.example.nhs.uk/*"}}
	for name, c := range map[string]struct {
		list    pack.AccessList
		address string
		want    bool
	}{
		"a web address":                        {anywhere, "https://provider.example/pds", true},
		"a web address in capital letters":     {anywhere, "HTTPS://PROVIDER.EXAMPLE/PDS", true},
		"an address of mail":                   {anywhere, "mailto:a@provider.example", false},
		"a word":                               {anywhere, "provider", false},
		"the provider's own":                   {one, "https://SMSP.example.nhs.uk/Pds", true},
		"the provider's own, in small letters": {one, "https://smsp.example.nhs.uk/Pds", true},
		"another path":                         {one, "https://smsp.example.nhs.uk/pds", false},
		"one that was given up":                {not, "https://old.example.nhs.uk/pds", false},
		"one that was given up, in capitals":   {not, "HTTPS://OLD.EXAMPLE.NHS.UK/pds", false},
		"a host alone, in capitals":            {pack.AccessList{Accept: []string{"http://host"}}, "HTTP://HOST", true},
		"a query right behind the host":        {pack.AccessList{Accept: []string{"http://host?Q"}}, "http://HOST?Q", true},
	} {
		if got := allowsAddress(c.list, c.address); got != c.want {
			t.Errorf("%s: %s is allowed: %t, want %t", name, c.address, got, c.want)
		}
	}
}
