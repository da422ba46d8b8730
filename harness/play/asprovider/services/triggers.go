package services

import "github.com/itk-assurance/tkw/harness/definition/pack"

// Trigger finds the first row of the trigger table that a query meets. Services look there
// first, so that a client written against the national simulator meets the same codes.
func Trigger(rows []pack.Trigger, q Query) (pack.Trigger, bool) {
	for _, row := range rows {
		if row.Service == q.Service && q.Ask[row.Key] == row.Value {
			return row, true
		}
	}
	return pack.Trigger{}, false
}
