package i18n

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// Text is what an operator wrote, by language tag, kept in a jsonb column.
// A language that is not there, or is empty, falls back to Italian.
type Text map[string]string

// In gives the text for a reader of lang and the language it is really in, so
// that a view can set lang and dir. Without an Italian text the first of
// Languages that has one is taken; with none at all both are "" and lang.
func (x Text) In(lang string) (text, actual string) {
	if s := x[lang]; s != "" {
		return s, lang
	}
	for _, l := range Languages() {
		if s := x[l.Tag]; s != "" {
			return s, l.Tag
		}
	}
	return "", lang
}

// String is the Italian text (or what In falls back to); for logs and tests.
func (x Text) String() string {
	s, _ := x.In(Italian)
	return s
}

// Empty reports whether no language has a text.
func (x Text) Empty() bool { return x.String() == "" }

// Clean gives a copy with spaces trimmed, the NUL bytes PostgreSQL refuses taken
// out, and empty texts and unknown languages dropped.
func (x Text) Clean() Text {
	y := Text{}
	for lang, s := range x {
		s = strings.TrimSpace(strings.ReplaceAll(s, "\x00", ""))
		if s != "" && Supported(lang) {
			y[lang] = s
		}
	}
	return y
}

// Value writes the text as jsonb; no text is the empty object, never NULL.
func (x Text) Value() (driver.Value, error) {
	if x == nil {
		return "{}", nil
	}
	b, err := json.Marshal(map[string]string(x))
	if err != nil {
		return nil, fmt.Errorf("write text: %w", err)
	}
	return string(b), nil
}

// Scan reads the text from jsonb; NULL is an empty Text.
func (x *Text) Scan(src any) error {
	var raw []byte
	switch v := src.(type) {
	case nil:
		*x = Text{}
		return nil
	case []byte:
		raw = v
	case string:
		raw = []byte(v)
	default:
		return fmt.Errorf("read text: %T is not jsonb", src)
	}
	m := map[string]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("read text: %w", err)
	}
	*x = m
	return nil
}
