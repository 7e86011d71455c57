package i18n

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// entry is one message of a locale file: a sentence (Forms has "other" only), or
// one sentence for each plural form of the language.
type entry struct {
	Forms  map[string]string
	Plural bool
}

var (
	keyShape         = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	placeholderShape = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z0-9]*)\}\}`)
)

// readFile adds the messages of a file to into.
func readFile(fsys fs.FS, name string, into map[string]entry) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("locale %s: %w", name, err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("locale %s: want one object of keys and sentences", name)
	}
	for dec.More() {
		key, m, err := readEntry(dec)
		if err == nil {
			if _, twice := into[key]; twice {
				err = fmt.Errorf("key stands twice")
			}
		}
		if err != nil {
			return fmt.Errorf("locale %s: %s: %w", name, key, err)
		}
		into[key] = m
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("locale %s: %w", name, err)
	}
	if dec.More() {
		return fmt.Errorf("locale %s: something follows the object", name)
	}
	return nil
}

func readEntry(dec *json.Decoder) (string, entry, error) {
	token, err := dec.Token()
	if err != nil {
		return "", entry{}, err
	}
	key, _ := token.(string)
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return key, entry{}, err
	}
	if !keyShape.MatchString(key) {
		return key, entry{}, fmt.Errorf("a key is <noun>.<screen>.<thing> in small letters")
	}
	m := entry{Forms: map[string]string{}}
	var sentence string
	if json.Unmarshal(raw, &sentence) == nil {
		m.Forms["other"] = sentence
	} else if json.Unmarshal(raw, &m.Forms) == nil {
		m.Plural = true
	} else {
		return key, m, fmt.Errorf("want a sentence or an object of plural forms")
	}
	return key, m, m.check()
}

// check refuses shapes that would be shown wrong; empty sentences are left to the
// house test, so that a half translated file still starts.
func (m entry) check() error {
	for form, s := range m.Forms {
		switch form {
		case "zero", "one", "two", "few", "many", "other":
		default:
			return fmt.Errorf("%q is not a plural form", form)
		}
		rest := placeholderShape.ReplaceAllString(s, "")
		if strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			return fmt.Errorf("a placeholder is written {{.Name}}, nothing else")
		}
	}
	if _, ok := m.Forms["other"]; !ok {
		return fmt.Errorf("the form \"other\" is missing")
	}
	return nil
}

// placeholders lists the names used in a sentence, each once, in order of appearance.
func placeholders(sentence string) []string {
	var names []string
	seen := map[string]bool{}
	for _, x := range placeholderShape.FindAllStringSubmatch(sentence, -1) {
		if !seen[x[1]] {
			seen[x[1]] = true
			names = append(names, x[1])
		}
	}
	return names
}

func (m entry) message(key string) *goi18n.Message {
	return &goi18n.Message{
		ID: key, Zero: m.Forms["zero"], One: m.Forms["one"], Two: m.Forms["two"],
		Few: m.Forms["few"], Many: m.Forms["many"], Other: m.Forms["other"],
	}
}
