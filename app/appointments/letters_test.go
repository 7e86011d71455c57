package appointments

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/locales"
)

func letters(t *testing.T) MailOptions {
	t.Helper()
	c, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	return MailOptions{
		Signer: auth.NewSigner([]byte("a secret of thirty-two bytes or so")), BaseURL: "https://portale.example/",
		From: "noreply@comune.example", Catalog: c,
	}
}

// post sends everything that is queued by real SMTP and gives what arrived.
func post(t *testing.T, h *house, o MailOptions) []catcher.Message {
	t.Helper()
	p := h.Post(mail.Options{Composers: Composers(o), Catalog: o.Catalog}, nil)
	h.Must(p.Drain())
	return p.List()
}

func parse(t *testing.T, raw []byte) (*ics.Calendar, *ics.VEvent) {
	t.Helper()
	cal, err := ics.ParseCalendar(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if len(cal.Events()) != 1 {
		t.Fatalf("%d events", len(cal.Events()))
	}
	return cal, cal.Events()[0]
}

func prop(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

func TestConfirmationArrivesWithCalendarAndLink(t *testing.T) {
	h, o := build(t, testdb.New(t)), letters(t)
	d, err := h.hold(slot, h.ops[0].ID)
	h.Must(err)
	h.Must(SaveDetails(h.Ctx, h.DB, d.ID, Details{Lang: "en", Mediator: "ar", Note: "segreto mio"}, h.Now))
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, Contact{Name: "Prova Compra http", Email: "prova@example.com"}, h.Now))
	a, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	got := post(t, h, o)
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	m := got[0]
	link := "https://portale.example/en/appuntamenti/" + o.Signer.Token(TokenPurpose, a.ID)
	for _, want := range []string{a.Protocol, link, "Via Dimostrativa 1", "First floor", "Bring with you", "Your CV", "9:30", "P. C. H.", "Arabic"} {
		if !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) {
			t.Errorf("%q is not in both parts:\n%s", want, m.Text)
		}
	}
	for _, never := range []string{"Compra", "segreto", "no value", "{{", "appointments."} {
		if strings.Contains(m.Text+m.HTML+m.Subject, never) {
			t.Errorf("%q is in the mail:\n%s", never, m.Text)
		}
	}
	if !strings.Contains(m.Subject, "24 November") {
		t.Errorf("subject %s", m.Subject)
	}
	var files []catcher.Attachment
	for _, f := range m.Attachments {
		if strings.HasSuffix(f.Name, ".ics") {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		t.Fatalf("no calendar among %d files", len(m.Attachments))
	}
	_, e := parse(t, files[0].Data)
	if prop(e, ics.ComponentPropertyDtStart) != "20261124T083000Z" || prop(e, ics.ComponentPropertySequence) != "0" {
		t.Errorf("event %s", files[0].Data)
	}
}

func TestMoveAndCancelAreToldOnceAndInOrder(t *testing.T) {
	h, o := build(t, testdb.New(t)), letters(t)
	a := h.book(slot, h.ops[0].ID) // Arabic
	_, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-24 10:00"), 0, h.Now)
	h.Must(err)
	got := post(t, h, o) // the confirmation is out of date by now
	if len(got) != 1 || got[0].Get("Subject") == "" || !strings.Contains(got[0].HTML, `dir="rtl"`) {
		t.Fatalf("%d mails after a move", len(got))
	}
	h.Must(Cancel(h.Ctx, h.DB, h.reception(), a.ID, "Sportello chiuso <b>", h.Now))
	h.Must(Cancel(h.Ctx, h.DB, h.reception(), a.ID, "", h.Now))
	got = post(t, h, o)
	if len(got) != 1 {
		t.Fatalf("%d mails after a cancellation", len(got))
	}
	if !strings.Contains(got[0].HTML, "Sportello chiuso &lt;b&gt;") || !strings.Contains(got[0].HTML, "https://portale.example/ar/prenota") {
		t.Errorf("cancelled: %s", got[0].HTML)
	}
	var states []string
	h.Must(h.DB.NewRaw(`SELECT kind || ' ' || version || ' ' || state FROM messages ORDER BY id`).Scan(h.Ctx, &states))
	want := "appointments.confirmed 0 dropped, appointments.moved 1 sent, appointments.cancelled 2 sent"
	if s := strings.Join(states, ", "); s != want {
		t.Errorf("receipts %s, want %s", s, want)
	}
}

func TestNobodyIsWrittenToWithoutAnAddressOrWhenItIsOver(t *testing.T) {
	h := inTx(t)
	b := StaffBooking{
		Key: "form-key-of-the-staff", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at(slot), Channel: AtDesk,
		Details: Details{Lang: "it"}, Contact: Contact{Name: "Prova Banco"},
	}
	_, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now)
	h.Must(err)
	late := h.book("2026-11-24 11:00", 0)
	h.Must(Cancel(h.Ctx, h.DB, h.reception(), late.ID, "", at("2026-11-24 11:30")))
	if n := h.Count("messages", "kind <> 'appointments.confirmed'"); n != 0 {
		t.Errorf("%d mails", n)
	}
	if n := h.Count("messages", "kind = 'appointments.confirmed'"); n != 1 {
		t.Errorf("%d confirmations", n)
	}
}

func TestComposerDropsAnUnknownAppointment(t *testing.T) {
	h, o := inTx(t), letters(t)
	c, err := Composers(o)[kindConfirmed](h.Ctx, h.DB, mail.Message{SubjectID: 99999, Lang: "it"})
	if c != nil || err != nil && !fault.Is(err, fault.NotFound) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestCalendarFile(t *testing.T) {
	h, o := inTx(t), letters(t)
	a := h.book(slot, 0)
	options := o.Calendar("it", a.ID)
	raw := Calendar(a, options)
	if string(raw) != string(Calendar(a, options)) {
		t.Error("the same appointment gives other bytes")
	}
	cal, e := parse(t, raw)
	uid := e.Id()
	for name, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyDtStart: "20261124T083000Z", ics.ComponentPropertyDtEnd: "20261124T090000Z",
		ics.ComponentPropertySequence: "0", ics.ComponentPropertyStatus: "CONFIRMED", ics.ComponentPropertyOrganizer: "mailto:noreply@comune.example",
		ics.ComponentPropertyDtstamp: "20261122T090000Z",
	} {
		if got := prop(e, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	// The file behind the signed link says no more than time and place.
	for _, never := range []string{a.Name, "Prova", a.Email, a.Phone, a.Protocol, "Accoglienza", "Cerco lavoro"} {
		if strings.Contains(strings.ReplaceAll(string(raw), "\r\n ", ""), never) {
			t.Errorf("%q is in the file of the link", never)
		}
	}
	if m := cal.CalendarProperties; len(m) == 0 || !strings.Contains(string(raw), "METHOD:PUBLISH") {
		t.Errorf("properties %v", m)
	}
	_, err := MoveByPerson(h.Ctx, h.DB, a.ID, at("2026-11-26 15:00"), 0, h.Now.Add(time.Hour))
	h.Must(err)
	h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now.Add(2*time.Hour)))
	a, err = FindWithPlace(h.Ctx, h.DB, a.ID)
	h.Must(err)
	raw = Calendar(a, options)
	_, e = parse(t, raw)
	if e.Id() != uid || prop(e, ics.ComponentPropertySequence) != "2" || prop(e, ics.ComponentPropertyStatus) != "CANCELLED" ||
		!strings.Contains(string(raw), "METHOD:CANCEL") || prop(e, ics.ComponentPropertyDtStart) != "20261126T140000Z" {
		t.Errorf("after move and cancellation:\n%s", raw)
	}
}

// Acceptance test 5 of the peers: both sides of both changes of the clock in UTC.
func TestCalendarAcrossSummerTime(t *testing.T) {
	h, o := inTx(t), letters(t)
	a := h.book(slot, 0)
	for local, want := range map[string]string{
		"2026-03-28 09:30": "20260328T083000Z", "2026-03-29 09:30": "20260329T073000Z",
		"2026-10-24 09:30": "20261024T073000Z", "2026-10-25 09:30": "20261025T083000Z", "2028-02-29 09:30": "20280229T083000Z",
	} {
		a.StartsAt, a.EndsAt = at(local), at(local).Add(30*time.Minute)
		if _, e := parse(t, Calendar(a, o.Calendar("it", a.ID))); prop(e, ics.ComponentPropertyDtStart) != want {
			t.Errorf("%s is %s, want %s", local, prop(e, ics.ComponentPropertyDtStart), want)
		}
	}
}
