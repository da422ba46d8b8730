package scr

import (
	"strconv"
	"strings"
	"time"

	"github.com/itk-assurance/tkw/harness/definition/pack"
	"github.com/itk-assurance/tkw/harness/play/asprovider/services"
)

// Types of audit identities by which a smartcard user is recognised.
const (
	typeSDSUser        = "1.2.826.0.1285.0.2.0.65"
	typeSDSRoleProfile = "1.2.826.0.1285.0.2.0.67"
	identityPrefix     = "urn:nhs-uk:identity:ods:"
)

// user is who a request says is asking (MSCA-AUD-04).
type user struct {
	identity     string // the toolkit identity as it was sent
	organisation string // its ODS code
	id           string // SDS user id
	profile      string // SDS role profile id
}

func userOf(audit []services.AuditID) user {
	var u user
	for _, a := range audit {
		uri := strings.TrimSpace(a.URI)
		switch {
		case strings.HasPrefix(uri, identityPrefix):
			u.identity = uri
			u.organisation, _, _ = strings.Cut(strings.TrimPrefix(uri, identityPrefix), ":")
		case a.Type == typeSDSUser:
			u.id = uri
		case a.Type == typeSDSRoleProfile:
			u.profile = uri
		}
	}
	return u
}

// known reports whether a person is named: by a smartcard, which has a role profile,
// or by a local identity with something behind the organisation.
func (u user) known() bool {
	if u.id != "" || u.profile != "" {
		return u.id != "" && u.profile != ""
	}
	return u.local() != ""
}

// local is the part of the toolkit identity behind the organisation.
func (u user) local() string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(u.identity, identityPrefix), ":")
	return rest
}

// key ties permissions to a user in a role.
func (u user) key() string {
	if u.profile != "" {
		return u.profile
	}
	return u.identity
}

// createPermissions is createPTV: one permission for each professional named. The
// key "staff" holds their role profiles with spaces between.
func (s *service) createPermissions(q services.Query) services.Answer {
	for profile := range strings.FieldsSeq(q.Ask["staff"]) {
		s.permit(grant{q.Ask["nhsNumber"], profile}, permissionPeriod(q))
	}
	return services.Answer{Code: services.Success}
}

// permit records a permission; of too many the oldest are forgotten.
func (s *service) permit(g grant, p period) {
	if _, known := s.permissions[g]; !known {
		// The texts may be parts of a whole message, which must not stay for them.
		g = grant{strings.Clone(g.nhsNumber), strings.Clone(g.user)}
		for _, old := range s.granted.Add(g, len(g.nhsNumber)+len(g.user)) {
			delete(s.permissions, old)
			if old == g {
				return
			}
		}
	}
	s.permissions[g] = p
}

// permissionPeriod reads the duration of a request: a width with a unit, or two
// points in time. Nothing, or a width of nought, is the provider's default.
func permissionPeriod(q services.Query) period {
	p := period{from: q.Now, until: q.Now.Add(defaultPermission)}
	if low, ok := hl7Time(q.Ask["duration.low"]); ok {
		p.from = low
		p.until = low.Add(defaultPermission)
	}
	if high, ok := hl7Time(q.Ask["duration.high"]); ok {
		p.until = high
	}
	if width := permissionWidth(q); width > 0 {
		p.until = p.from.Add(width)
	}
	return p
}

// permissionWidth is the width of a request's duration: 0 where it gives none, and no
// more than a second above the maximum.
func permissionWidth(q services.Query) time.Duration {
	width, err := strconv.ParseFloat(q.Ask["duration.width"], 64)
	if err != nil || !(width > 0) {
		return 0
	}
	return time.Duration(min(width*float64(ucum[q.Ask["duration.unit"]]), float64(maxPermission+time.Second)))
}

// ucum are the units of time that a width may have.
var ucum = map[string]time.Duration{
	"s": time.Second, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "wk": 7 * 24 * time.Hour,
	"mo": 31 * 24 * time.Hour, "a": 366 * 24 * time.Hour,
}

// maxPermission is the longest permission that this provider records; it refuses what is
// longer. Every provider has a maximum, and no published source says what it is.
const maxPermission = 366 * 24 * time.Hour

// hl7Time reads a day or a point in time, in UTC where it gives no zone.
func hl7Time(text string) (time.Time, bool) {
	for _, layout := range []string{"20060102150405-0700", "20060102150405", "200601021504", "20060102"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// fullName joins the names of a record.
func fullName(p pack.Persona) string {
	return strings.TrimSpace(p.Text("given") + " " + p.Text("family"))
}
