package scr

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// What a sender may fill is bounded, and a permission that still has room is not forgotten.
func TestPermissionsAreBounded(t *testing.T) {
	t.Parallel()
	s := newService(&pack.Pack{})
	q := services.Query{Now: time.Date(2031, 3, 4, 10, 15, 30, 0, time.UTC), Ask: map[string]string{"nhsNumber": "9990004048"}}
	for i := range 2000 {
		q.Ask["staff"] = "100" + strings.Repeat("x", 1000) + string(rune('A'+i%26)) + strings.Repeat("y", i)
		s.createPermissions(q)
	}
	require.Less(t, len(s.permissions), 1000)
	require.LessOrEqual(t, s.granted.Bytes(), services.MaxRemembered)
	require.Len(t, s.granted.Entries(), len(s.permissions))
	q.Ask["staff"] = "100"
	s.createPermissions(q)
	_, ok := s.permissions[grant{"9990004048", "100"}]
	require.True(t, ok)
	newest := s.granted.Entries()[len(s.granted.Entries())-1]
	s.createPermissions(q)
	require.Equal(t, 1, strings.Count(strings.Join(slices.Collect(func(yield func(string) bool) {
		for _, g := range s.granted.Entries() {
			if g == newest && !yield("again") {
				return
			}
		}
	}), " "), "again"), "a permission that is renewed takes its place once")
}
