package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/itk-assurance/tkw/harness/definition/schemaset"
	"github.com/itk-assurance/tkw/harness/model"
)

// The domain that all others share, and its schemas, which judge wherever their root
// elements occur.
const (
	SharedDomain   = "itk"
	EnvelopeSchema = "schemas/distributionEnvelope-v2-0.xsd"
	FaultSchema    = "schemas/ITKMessageTypes-2010-05.xsd"
)

// schemaUse is a schema of a pack, and what it judges in words.
type schemaUse struct {
	name   string // path in the pack's FS
	judges string
}

// schemaUses lists the schemas that judge messages of the pack, each once.
func (p *Pack) schemaUses() []schemaUse {
	var out []schemaUse
	add := func(name, what, of string) {
		i := slices.IndexFunc(out, func(u schemaUse) bool { return u.name == name })
		switch {
		case name == "":
		case i < 0:
			out = append(out, schemaUse{name, what + " " + of})
		case strings.HasPrefix(out[i].judges, what): // the same of another service
			out[i].judges += ", " + of
		default:
			out[i].judges += " and " + what + " " + of
		}
	}
	if p.Domain == SharedDomain {
		add(EnvelopeSchema, "the envelope of", "every message")
		add(FaultSchema, "the detail of", "every fault")
	}
	for _, s := range p.Services {
		add(s.Request.Schema, "requests of", s.Name)
		add(s.Response.Schema, "responses of", s.Name)
		for _, m := range []Message{s.Request, s.Response} {
			for _, e := range m.Embedded {
				add(e.Schema, "documents within messages of", s.Name)
			}
		}
	}
	return out
}

// SchemaFile is where a schema of the pack is read from: the file system, the path in
// it, and the name that a user can open. name is a path in FS.
func (p *Pack) SchemaFile(name string) (fsys fs.FS, file, shown string) {
	if s := p.schemas[name]; s != nil {
		return s.FS, s.Path, p.schemaFolder + "/" + s.Path
	}
	return p.FS, name, name
}

// UseSchemas lets the schemas of a folder judge in place of those of the packs. A
// schema that the folder lacks stays the pack's own. It is an error when the folder
// has none of the schemas that the packs name, two that differ for one of them, or
// one that is not whole. Call it before the packs are compiled.
func (s *Set) UseSchemas(folder *schemaset.Folder) error {
	replaced := 0
	s.schemas = nil
	for _, p := range s.Packs {
		uses := p.schemaUses()
		others := slices.DeleteFunc(s.Domains(), func(d string) bool { return d == p.Domain || len(p.Services) == 0 })
		own, err := fs.Sub(p.FS, "schemas")
		if err != nil {
			return fmt.Errorf("opening the schemas of pack %q: %w", p.Domain, err)
		}
		p.schemas, p.schemaFolder = map[string]*schemaset.Schema{}, folder.Name()
		for _, use := range uses {
			found, err := folder.Choose(path.Base(use.name), p.Domain, others, own)
			if err != nil {
				return fmt.Errorf("the schema of %s (%s): %w", use.judges, p.Domain, err)
			}
			if found != nil {
				p.schemas[use.name] = found
				replaced++
			}
		}
		used, err := p.usedSchemas(own, uses)
		if err != nil {
			return err
		}
		s.schemas = append(s.schemas, used...)
		if len(p.schemas) > 0 {
			p.Digests.Schemas = digestOf(used)
		}
	}
	if replaced == 0 {
		return noneFound(folder)
	}
	return nil
}

func noneFound(folder *schemaset.Folder) error {
	text := fmt.Sprintf("the schema folder %s holds none of the schemas that the packs name", folder.Name())
	if links := folder.Links(); len(links) > 0 {
		text += "; links to folders are not followed, such as " + folder.Shown(links[0])
	}
	return errors.New(text)
}

// usedSchemas says of each schema of the pack where it comes from.
func (p *Pack) usedSchemas(own fs.FS, uses []schemaUse) ([]model.Schema, error) {
	var out []model.Schema
	mine, err := schemaset.New(own, p.Source)
	if err != nil {
		return nil, err
	}
	for _, use := range uses {
		u := model.Schema{Domain: p.Domain, Name: strings.TrimPrefix(use.name, "schemas/"), Judges: use.judges, Source: p.Source}
		s := p.schemas[use.name]
		if s != nil {
			_, _, u.File = p.SchemaFile(use.name)
			u.Source = p.schemaFolder
		} else if s, err = mine.Gather(u.Name, nil); err != nil {
			continue // compiling the pack tells better what is wrong with it
		}
		u.Digest, u.Documents, u.Notes = s.Digest, len(s.Files)+len(s.Own), s.Notes
		out = append(out, u)
	}
	return out, nil
}

// digestOf is the SHA-256, in hex, of the names and digests of schemas.
func digestOf(used []model.Schema) string {
	h := sha256.New()
	for _, u := range used {
		fmt.Fprintf(h, "%q %s\n", u.Name, u.Digest)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Schemas says of each schema that judges messages where it comes from. It is empty
// where all are the packs' own.
func (s *Set) Schemas() []model.Schema { return s.schemas }
