package appointments

import (
	"strings"
	"testing"

	"approdo/app/fault"
)

func fields(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	var parts []string
	for _, x := range f.Fields {
		parts = append(parts, x.Name+":"+strings.TrimPrefix(x.Key, "appointments.error."))
	}
	return strings.Join(parts, " ")
}

func TestContactCheck(t *testing.T) {
	for _, c := range []struct {
		name, in, email, phone, want string
	}{
		{"both", "Maria Rossi", "maria@example.com", "+39 080 414 0001", ""},
		{"e-mail only", "李明", "li.ming@example.org", "", ""},
		{"telephone only", "محمد علي", "", "333 1234567", ""},
		{"foreign telephone", "Ana Pop", "", "+40 721 234 567", ""},
		{"neither", "Maria Rossi", "", "", "email:contact"},
		{"no name", " ", "a@example.com", "", "name:name_short"},
		{"one letter", "M", "a@example.com", "", "name:name_short"},
		{"two letters", "Li", "a@example.com", "", ""},
		{"120 letters", strings.Repeat("è", 120), "a@example.com", "", ""},
		{"121 letters", strings.Repeat("è", 121), "a@example.com", "", "name:name_long"},
		{"NUL in name", "Mar\x00ia", "a@example.com", "", "name:characters"},
		{"not text", "Mar\xffia", "a@example.com", "", "name:characters"},
		{"e-mail without at", "Maria Rossi", "maria.example.com", "", "email:email"},
		{"e-mail without dot", "Maria Rossi", "maria@example", "", "email:email"},
		{"e-mail with a name", "Maria Rossi", "Maria <maria@example.com>", "", "email:email"},
		{"two e-mails", "Maria Rossi", "a@example.com,b@example.com", "", "email:email"},
		{"header in e-mail", "Maria Rossi", "a@example.com\r\nBcc: b@example.com", "", "email:email"},
		{"NUL in e-mail", "Maria Rossi", "a\x00@example.com", "", "email:email"},
		{"long e-mail", "Maria Rossi", strings.Repeat("a", 250) + "@example.com", "", "email:email"},
		{"short telephone", "Maria Rossi", "", "12345", "phone:phone"},
		{"letters as telephone", "Maria Rossi", "", "chiamami", "phone:phone"},
		{"good e-mail, bad telephone", "Maria Rossi", "a@example.com", "0", "phone:phone"},
	} {
		got := fields(Contact{Name: c.in, Email: c.email, Phone: c.phone}.Clean().Check())
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestContactCleanKeepsWhatCannotBeRead(t *testing.T) {
	c := Contact{Name: "  Maria \t Rossi ", Email: " a@b.it ", Phone: " 12 34 "}.Clean()
	if c.Name != "Maria Rossi" || c.Email != "a@b.it" || c.Phone != "12 34" {
		t.Errorf("%+v", c)
	}
	if p := (Contact{Phone: "0039 333 1234567"}).Clean().Phone; p != "+393331234567" {
		t.Errorf("telephone %s", p)
	}
}

func TestDetailsCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		in   Details
		want string
	}{
		{"as given", Details{Lang: "ar", Mediator: "wo", Note: "Cerco lavoro\nsubito", AccessNeeds: "ascensore"}, ""},
		{"least", Details{Lang: "it"}, ""},
		{"no language", Details{}, "lang:lang"},
		{"a language we do not write", Details{Lang: "de"}, "lang:lang"},
		{"no such mediator", Details{Lang: "it", Mediator: "'; DROP"}, "mediator:mediator"},
		{"500 letters", Details{Lang: "it", Note: strings.Repeat("ß", 500)}, ""},
		{"501 letters", Details{Lang: "it", Note: strings.Repeat("ß", 501)}, "note:note_long"},
		{"line ends of a browser", Details{Lang: "it", Note: strings.Repeat("a\r\n", 250)}, ""},
		{"301 letters", Details{Lang: "it", AccessNeeds: strings.Repeat("a", 301)}, "access_needs:needs_long"},
		{"NUL", Details{Lang: "it", Note: "a\x00b", AccessNeeds: "\x00"}, "note:characters access_needs:characters"},
	} {
		if got := fields(c.in.Clean().Check()); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
