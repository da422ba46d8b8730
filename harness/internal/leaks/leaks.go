// Package leaks fails a test binary whose goroutines outlive its tests.
package leaks

import (
	"testing"

	"go.uber.org/goleak"
)

// Main runs the tests and ends the process, with a failure if goroutines are left. On
// a busy machine some take longer to end than the half second that goleak grants.
func Main(m *testing.M) { goleak.VerifyTestMain(patient{m}) }

// patient is done when no goroutine of a test is left, or none ends any more.
type patient struct{ tests *testing.M }

func (p patient) Run() int {
	code := p.tests.Run()
	for range 100 {
		if goleak.Find() == nil {
			break
		}
	}
	return code
}
