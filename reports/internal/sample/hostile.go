package sample

import (
	"reflect"

	"github.com/itk-assurance/tkw/harness/model"
)

// Attack is text that a hostile system under test may plant anywhere.
const Attack = `"><script>alert(1)</script><img src=x onerror=alert(2)>' onload="alert(3)` +
	` javascript:alert(4) ]]></pre></style></svg><!-- --> {{.ID}} =cmd|'/c calc'!A1 | ` + "`x` \x00\x01\x08\x1b[31m\x7f\u202e\ufeff\xff"

// Hostile is Mixed with Attack planted in every string of it, file names of
// exchanges included. Statuses, severities, roles and layers are kept, because
// tkw sets them itself, and so is what is no known failure.
func Hostile() *model.Run {
	run := Planted(Attack)
	for i, r := range Mixed().Scenarios {
		if r.KnownFailure == "" {
			run.Scenarios[i].KnownFailure = ""
		}
		for k, f := range r.Findings {
			if f.KnownFailure == "" {
				run.Scenarios[i].Findings[k].KnownFailure = ""
			}
		}
	}
	for i := range run.Unsolicited {
		for k := range run.Unsolicited[i].Findings {
			run.Unsolicited[i].Findings[k].KnownFailure = ""
		}
	}
	for i := range run.Exchanges {
		run.Exchanges[i].ResponseFile = "javascript:alert(5)"
	}
	run.Host = map[string]string{Attack: Attack}
	return run
}

// Planted is Mixed with a text behind every string of it.
func Planted(text string) *model.Run {
	run := Mixed()
	plant(reflect.ValueOf(run).Elem(), text)
	return run
}

func plant(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(v.String() + text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).CanSet() {
				plant(v.Field(i), text)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			plant(v.Index(i), text)
		}
	}
}

// HostileRead is Read for Hostile: every file is an attack with a head and a body.
func HostileRead(string) ([]byte, error) {
	return []byte("HTTP/1.1 200 " + Attack + "\r\nX-Evil: " + Attack + "\r\n\r\n" + Attack + "\n<a>\n" + Attack), nil
}
