package referrals

import (
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"approdo/app/appointments"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/app/mail/sms"
	"approdo/app/people"
	"approdo/app/towntest/stage"
	"approdo/locales"
)

// program is the town with its jobs and its post.
type program struct {
	*town
	post  *stage.Post
	texts []string
}

func run(t *testing.T) *program {
	t.Helper()
	p := &program{town: build(t, testdb.New(t))}
	c, err := i18n.Load(locales.FS)
	p.Must(err)
	o := appointments.MailOptions{BaseURL: "https://portale.example", From: "noreply@comune.example", Catalog: c, SMS: true}
	phone := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		p.texts = append(p.texts, r.URL.Query().Get("text"))
	}))
	t.Cleanup(phone.Close)
	gateway, err := sms.Parse(phone.URL+"/?to={{to}}&text={{text}}", "")
	p.Must(err)
	p.post = p.Post(mail.Options{Composers: Composers(o), Texts: Texts(o), SMS: gateway, Catalog: c}, Handlers(true))
	return p
}

// reachable gives the person other contacts, or none.
func (p *program) reachable(silent bool, contacts ...people.Contact) {
	p.Helper()
	x, err := people.Find(p.Ctx, p.DB, p.anna, p.person)
	p.Must(err)
	x.Silent = silent
	p.Must(people.Change(p.Ctx, p.DB, p.anna, p.person, x.Version, people.Form{Identity: x.Identity, Contacts: contacts}, p.Now))
}

func (p *program) do(id int64, from, to string) {
	p.Helper()
	actor := p.dora
	p.Must(Do(p.Ctx, p.DB, actor, id, Change{from, to, "segretissimo"}, p.Now))
	p.Must(p.post.Drain())
}

func (p *program) last() catcher.Message {
	p.Helper()
	if len(p.post.List()) == 0 {
		p.Fatal("no letter was sent")
	}
	return p.post.List()[0]
}

func TestThePersonIsToldInTheirLanguage(t *testing.T) {
	p := run(t)
	p.reachable(false, people.Contact{Kind: people.Email, Value: "fatima@prova.example"})
	_, err := p.DB.NewRaw(`UPDATE desks SET name = '{"it":"Sportello Uno"}', phone = '+390801234567' WHERE id = ?`, p.a).Exec(p.Ctx)
	p.Must(err)
	f := p.form(Undefined, "contacts", "plan")
	f.Reason, f.Goals = "segretissimo", "segretissimo"
	id, err := Begin(p.Ctx, p.DB, p.anna, p.path, f, p.Now)
	p.Must(err)
	for i, x := range []struct{ from, to, subject string }{
		{Draft, Sent, "طلبنا المساعدة من أجلك"}, {Sent, Asked, ""}, {Asked, Sent, ""}, {Sent, Accepted, "الجواب نعم"},
		{Accepted, Proposed, ""}, {Proposed, Started, ""}, {Started, Reported, "أنهيت خطوة"}, {Reported, Closed, ""},
	} {
		before := len(p.post.List())
		p.do(id, x.from, x.to)
		if x.subject == "" {
			if len(p.post.List()) != before {
				t.Errorf("%d: %s → %s wrote to the person", i, x.from, x.to)
			}
			continue
		}
		m := p.last()
		if len(p.post.List()) != before+1 || m.Subject != x.subject {
			t.Errorf("%s → %s wrote %q", x.from, x.to, m.Subject)
		}
		for _, want := range []string{"Sportello Uno", "F.", "+390801234567"} {
			if !strings.Contains(m.Text, want) || !strings.Contains(html.UnescapeString(m.HTML), want) {
				t.Errorf("%s lacks %q:\n%s", x.to, want, m.Text)
			}
		}
		for _, never := range []string{"segretissimo", "Fatima", "تصريح"} {
			if strings.Contains(m.Text+m.HTML, never) {
				t.Errorf("%s says %q", x.to, never)
			}
		}
		if reads := strings.Contains(m.Text, "خطة العمل الفردية"); reads != (x.to == Sent) {
			t.Errorf("%s: what may be read is there: %v", x.to, reads)
		}
	}
	steps, err := Steps(p.Ctx, p.DB, p.anna, id)
	p.Must(err)
	if s := steps[0]; s.Receipt == nil || s.Receipt.State != mail.Sent || s.Untold() {
		t.Errorf("the first step says %+v", s.Receipt)
	}
	if s := steps[2]; s.Letter != "" || s.Untold() {
		t.Errorf("the answer to a question is told twice: %+v", s)
	}
}

func TestWhatComesNextIsTold(t *testing.T) {
	p := run(t)
	p.reachable(false, people.Contact{Kind: people.Email, Value: "fatima@prova.example"})
	for _, x := range []struct{ path, subject string }{
		{"sent declined", "نبحث عن طريق آخر"}, {"sent withdrawn", "سُحب الطلب"}, {"sent expired", "نبحث عن طريق آخر"},
	} {
		id := p.begun(Defined)
		from, to, _ := strings.Cut(x.path, " ")
		p.do(id, Draft, Sent)
		if to == Expired {
			p.Must(Watch(p.Ctx, p.DB, p.Now.Add(31*day)))
			p.Must(p.post.Drain())
		} else {
			p.do(id, from, to)
		}
		if m := p.last(); m.Subject != x.subject {
			t.Errorf("%s wrote %q", x.path, m.Subject)
		}
	}
}

// A letter that is no longer true when it leaves is not sent.
func TestWhatWasWithdrawnAtOnceIsNotAnnounced(t *testing.T) {
	p := run(t)
	p.reachable(false, people.Contact{Kind: people.Email, Value: "fatima@prova.example"})
	id := p.begun(Defined)
	p.Must(Do(p.Ctx, p.DB, p.anna, id, Change{Draft, Sent, ""}, p.Now))
	p.do(id, Sent, Withdrawn)
	if all := p.post.List(); len(all) != 1 || all[0].Subject != "سُحب الطلب" {
		t.Errorf("%d letters, the last %q", len(all), p.last().Subject)
	}
}

func TestWhoHasNoAddressIsTextedOrToldInPerson(t *testing.T) {
	p := run(t)
	id := p.begun(Defined)
	p.do(id, Draft, Sent)
	if len(p.texts) != 1 || !strings.Contains(p.texts[0], "هناك أخبار لك") || strings.Contains(p.texts[0], "Fatima") {
		t.Errorf("texted %q", p.texts)
	}
	p.reachable(true, people.Contact{Kind: people.Email, Value: "fatima@prova.example"})
	p.do(id, Sent, Declined)
	if len(p.post.List()) != 0 || len(p.texts) != 1 {
		t.Error("who must not get messages got one")
	}
	steps, err := Steps(p.Ctx, p.DB, p.anna, id)
	p.Must(err)
	if steps[0].Untold() || !steps[1].Untold() {
		t.Errorf("who knows: %+v", steps)
	}
	p.Wants(Told(p.Ctx, p.DB, p.carlo, id, steps[1].ID, p.Now), fault.NotFound, "")
	p.Wants(Told(p.Ctx, p.DB, p.anna, id, 999999, p.Now), fault.NotFound, "")
	p.Must(Told(p.Ctx, p.DB, p.anna, id, steps[1].ID, p.Now))
	p.Must(Told(p.Ctx, p.DB, p.sara, id, steps[1].ID, p.Now)) // known already
	if steps, err = Steps(p.Ctx, p.DB, p.anna, id); err != nil || steps[1].Untold() || steps[1].ToldBy != p.anna.Ref() {
		t.Errorf("after telling: %+v, %v", steps[1], err)
	}
}
