package schemaset

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// drive matches a path that begins with a drive of Windows.
var drive = regexp.MustCompile(`^[A-Za-z]:`)

// resolve gives the path that a location in the document at base means. Schemas that
// were written on Windows may part folders by \.
func resolve(base, location string) (string, error) {
	plain := strings.ReplaceAll(strings.TrimSpace(location), `\`, "/")
	if drive.MatchString(plain) {
		return "", errors.New("it names a drive, and only the schema folder is read; name the file by a path that begins at the schema, such as ../dt/datatypes.xsd")
	}
	u, err := url.Parse(plain)
	switch {
	case err != nil:
		return "", fmt.Errorf("it is not the name of a file: %w", err)
	case u.Scheme != "" && u.Scheme != "file", u.Host != "" && u.Scheme != "file":
		return "", errors.New("it lies outside the schema folder, and nothing is read from the network; put the file into the folder and name it there")
	case u.Scheme == "file", strings.HasPrefix(u.Path, "/"):
		return "", errors.New("it is not within the schema folder, and nothing else is read; name the file by a path that begins at the schema, such as ../dt/datatypes.xsd")
	case u.Path == "" || u.RawQuery != "" || u.Fragment != "" || strings.Contains(u.Path, "\x00"):
		return "", errors.New("it is not the name of a file")
	}
	target := path.Join(path.Dir(base), u.Path)
	if target == ".." || strings.HasPrefix(target, "../") {
		return "", errAbove
	}
	return target, nil
}

// errAbove is a location above the schema folder.
var errAbove = errors.New("it leads above the schema folder, and nothing outside it is read; if Schemas, dt and voc lie side by side, name the folder that holds all three")

// find gives the file that a path means: that of just this name, else the one whose
// name differs only in capitals, as Windows reads it.
func (f *Folder) find(target string) (string, error) {
	same := f.folded[strings.ToLower(target)]
	for _, name := range same {
		if name == target {
			return name, nil
		}
	}
	switch len(same) {
	case 0:
		return target, nil // it may be reached by a link to a folder; reading it tells
	case 1:
		return same[0], nil
	}
	return "", fmt.Errorf("it may mean any of %s, which differ only in capitals; leave one of them", f.list(same))
}

// list names files for people.
func (f *Folder) list(names []string) string {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = f.Shown(name)
	}
	if len(shown) == 1 {
		return shown[0]
	}
	return strings.Join(shown[:len(shown)-1], ", ") + " and " + shown[len(shown)-1]
}

// relative writes the path of a file as the document at base has to name it.
func relative(base, target string) string {
	from, to := strings.Split(path.Dir(base), "/"), strings.Split(target, "/")
	if from[0] == "." {
		from = nil
	}
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	out := strings.Repeat("../", len(from)) + strings.Join(to, "/")
	return (&url.URL{Path: out}).String()
}
