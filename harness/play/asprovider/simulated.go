package asprovider

import (
	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services/cpis"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services/pds"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services/scr"
)

// simulated makes the simulated national service of a pack. Those named here have a
// behaviour that the files of a pack alone cannot give.
func simulated(p *pack.Pack) services.Service {
	switch p.Domain {
	case "pds":
		return pds.New(p)
	case "cpis":
		return cpis.New(p)
	case "scr":
		return scr.New(p)
	}
	return services.NewTable(p)
}
