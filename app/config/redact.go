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
		switch {
		case x == "":
			return ""
		case kind == "url":
			return hidePasswords(x)
		case kind == "gateway":
			return hostOnly(x)
		case kind == "text":
			return "(not shown)"
		}
		return x
	}
	return fmt.Sprint(value)
}

// hostOnly keeps scheme and host: the rest of a gateway's address may be its key.
func hostOnly(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if !ok || rest == "" {
		return "(not shown)"
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:] + "/(not shown)"
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
