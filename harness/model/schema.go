package model

// Schema identifies a schema that judges messages.
type Schema struct {
	Domain string `json:"domain"`
	// Name is its path among the schemas of the pack.
	Name string `json:"name"`
	// Judges says which messages, in words.
	Judges string `json:"judges"`
	// Source is "built in", or the folder of the pack or of --schemas; File is its place
	// in the latter.
	Source string `json:"source"`
	File   string `json:"file,omitempty"`
	// Digest is the SHA-256, in hex, over all its documents.
	Digest    string `json:"digest"`
	Documents int    `json:"documents"`
	// Notes say what was changed before it was compiled.
	Notes []string `json:"notes,omitempty"`
}
