package model

import "strings"

// Covering is a set of findings that tells whether one of them covers another finding, as
// [Finding.Covers] does, without holding every two against each other. The zero value is
// empty. It is not safe for concurrent use.
type Covering struct {
	at      map[covered]bool
	lengths map[int]bool // of the paths that cover what is below them
}

// covered is a node, and how much of it a finding covers: all below it, or itself alone.
type covered struct {
	exchange int
	part     string
	path     string
	below    bool
}

// Add adds a finding.
func (c *Covering) Add(f Finding) {
	if f.Location.XPath == "" {
		return
	}
	if c.at == nil {
		c.at, c.lengths = map[covered]bool{}, map[int]bool{}
	}
	at := covered{exchange: f.Exchange, part: f.Part, path: f.Location.XPath}
	c.at[at] = true
	if element, _, attribute := strings.Cut(at.path, "/@"); attribute {
		at.path = element
		c.at[at] = true
		return
	}
	at.below = true
	c.at[at] = true
	c.lengths[len(at.path)] = true
}

// Covers reports whether a finding of the set covers another one.
func (c *Covering) Covers(inner Finding) bool {
	path := inner.Location.XPath
	if path == "" || len(c.at) == 0 {
		return false
	}
	at := covered{exchange: inner.Exchange, part: inner.Part, path: path}
	if c.at[at] {
		return true
	}
	at.below, at.path = true, "/"
	if c.at[at] {
		return true
	}
	for i := 1; i < len(path); i++ {
		if path[i] != '/' || !c.lengths[i] {
			continue
		}
		if at.path = path[:i]; c.at[at] {
			return true
		}
	}
	return false
}
