package config

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
)

// Setting is one line of `approdo config`. Value is safe to show to anybody.
type Setting struct {
	Name   string
	Value  string
	Source string // environment, file <path> or default
	Doc    string
}

// Redacted lists every setting in a fixed order with passwords and keys hidden.
func (c Config) Redacted() []Setting {
	var out []Setting
	v := reflect.ValueOf(c)
	for _, f := range reflect.VisibleFields(v.Type()) {
		name := variable(f)
		if name == "" {
			continue
		}
		s := Setting{Name: name, Doc: f.Tag.Get("doc"), Source: c.from[name]}
		if s.Source == "" {
			s.Source = "default"
		}
		s.Value = shown(v.FieldByIndex(f.Index).Interface(), f.Tag.Get("secret"))
		out = append(out, s)
	}
	return out
}

// shown writes a value for everybody's eyes; kind is the field's secret tag.
func shown(value any, kind string) string {
	switch x := value.(type) {
	case []byte:
		if len(x) == 0 {
			return ""
		}
		return fmt.Sprintf("(%d bytes, not shown)", len(x))
	case []string:
		return strings.Join(x, ",")
	case string:
		if kind == "url" {
			return hidePasswords(x)
		}
		return x
	}
	return fmt.Sprint(value)
}

// hidePasswords keeps scheme, user, host and database of each URL and drops
// everything that can carry a password.
func hidePasswords(list string) string {
	var out []string
	for _, raw := range strings.Fields(list) {
		u, err := url.Parse(raw)
		if err != nil || u.Scheme == "" || u.Opaque != "" {
			out = append(out, "(not shown)")
			continue
		}
		q := u.Query()
		for name := range q {
			if strings.Contains(strings.ToLower(name), "pass") {
				q.Set(name, "xxxxx")
			}
		}
		u.RawQuery = q.Encode()
		out = append(out, u.Redacted())
	}
	return strings.Join(out, " ")
}
