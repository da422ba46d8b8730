package schemas

import "testing"

// TestCPISRows holds every row of fact sheet "cpis", section 2, that a schema decides.
func TestCPISRows(t *testing.T) {
	t.Parallel()
	readLedger(t, "cpis").run(t, map[string]string{
		byPerson: "cpis/QUPC_MT000006GB01.xsd", bySystem: "cpis/QUPC_MT000006GB01.xsd",
		found: "cpis/REPC_MT000012GB01.xsd", noMatch: "cpis/REPC_MT000012GB01.xsd", unborn: "cpis/REPC_MT000012GB01.xsd",
	}, nil)
}
