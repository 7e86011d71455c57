package people

import (
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/mail"
)

// TestTheLinkAndTheCodeArriveByMail: real mails, in the person's language, for a shared
// address without a name; what was withdrawn before it was sent is not.
func TestTheLinkAndTheCodeArriveByMail(t *testing.T) {
	d := newDoor(t, build(t, testdb.New(t)))
	box := d.Post(mail.Options{Composers: Composers(d.words), Catalog: d.words.Catalog, Texts: Texts(d.words)}, nil)
	form := reachable("Samira Benali")
	form.Lang = "ar"
	id := d.open(d.a, form)
	_, gone := d.give(id, ByMail, "casa@example.org")
	d.Now = d.Now.Add(2 * time.Minute)
	_, token := d.give(id, ByMail, "casa@example.org")
	d.Must(box.Drain())
	list := box.List()
	if len(list) != 1 {
		t.Fatalf("%d mails, want the one of the way that is open", len(list))
	}
	m, arabic := list[0], d.words.Catalog.For("ar")
	for _, want := range []string{arabic.T("mail.people_access.lead"), "https://portale.example/ar/area/" + token, "S. B."} {
		if !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) {
			t.Errorf("the mail does not say %q", want)
		}
	}
	if strings.Contains(m.Text+m.HTML, "Samira") || strings.Contains(m.Text, gone) {
		t.Error("the mail says a name or a link that is closed")
	}
	word := d.ask(token)
	d.Must(box.Drain())
	code := ""
	for _, line := range strings.Split(box.List()[0].Text, "\n") {
		if line = strings.TrimSpace(line); len(line) == 6 {
			code = line
		}
	}
	if _, err := d.enter(token, word, code); err != nil {
		t.Fatalf("the code of the mail, %q: %v", code, err)
	}
}
