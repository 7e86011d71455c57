package appointments

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/app/mail/sms"
	"approdo/app/services"
	"approdo/app/towntest/stage"
)

// program is the house with its jobs and its post, at a time the test sets.
type program struct {
	*house
	o    MailOptions
	post *stage.Post
}

func run(t *testing.T, gateway *sms.Gateway) *program {
	t.Helper()
	p := &program{house: build(t, testdb.New(t)), o: letters(t)}
	p.o.SMS, p.o.Now = gateway != nil, func() time.Time { return p.Now }
	p.post = p.Post(mail.Options{Composers: Composers(p.o), Catalog: p.o.Catalog, SMS: gateway, Texts: Texts(p.o)}, Messages(p.o.SMS))
	return p
}

// tick is what the program does at a time.
func (p *program) tick(at time.Time) {
	p.Helper()
	p.Now = at
	p.Must(Remind(p.Ctx, p.DB, p.o.SMS, p.Now))
	p.Must(p.post.Drain())
}

// pass lets the time go by in steps of a quarter of an hour.
func (p *program) pass(from, to string) {
	p.Helper()
	for x := at(from); !x.After(at(to)); x = x.Add(15 * time.Minute) {
		p.tick(x)
	}
}

// written makes an appointment at any time, booked earlier.
func (p *program) written(start, booked string, c Contact) *Appointment {
	p.Helper()
	p.keys++
	c.Name = "Prova Persona"
	a := &Appointment{
		Key: fmt.Sprintf("written-key-%06d", p.keys), DeskID: p.desk.ID, OperatorID: p.ops[0].ID, AreaID: p.area.ID,
		StartsAt: at(start), EndsAt: at(start).Add(15 * time.Minute), Details: Details{Lang: "it"}, Contact: c,
		Channel: Online, BookedAt: at(booked), BookedBy: citizen,
	}
	p.Must(insertRaw(p.Ctx, p.DB, a))
	return a
}

func mailTo(n int) Contact { return Contact{Email: fmt.Sprintf("prova%d@example.com", n)} }

// reminders are the kind, the local time and the state of an appointment's reminders.
func (p *program) reminders(a *Appointment) string {
	p.Helper()
	var rows []struct {
		Kind, State string
		QueuedAt    time.Time
	}
	p.Must(p.DB.NewRaw(`SELECT kind, state, queued_at FROM messages WHERE subject = 'appointment' AND subject_id = ?
		AND kind LIKE 'appointments.reminder%' ORDER BY id`, a.ID).Scan(p.Ctx, &rows))
	var all []string
	for _, r := range rows {
		local := r.QueuedAt.In(p.desk.Location()).Format("02 15:04")
		all = append(all, strings.TrimPrefix(r.Kind, "appointments.reminder_")+" "+local+" "+r.State)
	}
	return strings.Join(all, ", ")
}

func (p *program) wantReminders(a *Appointment, want string) {
	p.Helper()
	if got := p.reminders(a); got != want {
		p.Errorf("appointment of %s: reminders %q, want %q", a.StartsAt.In(p.desk.Location()).Format("02 15:04"), got, want)
	}
}

// Peer test 5: the last Sundays of March and October. The promise is in hours that
// pass, the night is the night of the desk's clock, and each reminder comes once.
func TestRemindersAcrossBothChangesOfTheClock(t *testing.T) {
	p := run(t, nil)
	march := p.written("2027-03-28 11:00", "2027-03-20 10:00", mailTo(1))
	monday := p.written("2027-03-29 09:30", "2027-03-20 10:00", mailTo(2))
	p.pass("2027-03-26 06:00", "2027-03-29 12:00")
	p.wantReminders(march, "first 26 10:00 sent, last 28 08:00 sent")
	p.wantReminders(monday, "first 27 08:30 sent, last 29 08:00 sent")
	october := p.written("2027-10-31 11:00", "2027-10-20 10:00", mailTo(3))
	after := p.written("2027-11-01 09:30", "2027-10-20 10:00", mailTo(4))
	p.pass("2027-10-29 06:00", "2027-11-01 12:00")
	p.wantReminders(october, "first 29 12:00 sent, last 31 08:00 sent")
	p.wantReminders(after, "first 30 10:30 sent, last 01 08:00 sent")
}

// Peer test 6: nothing after a cancellation, and never the old time after a move.
func TestNoReminderAfterCancelNorOfTheOldTime(t *testing.T) {
	p := run(t, nil)
	gone := p.book("2026-11-26 15:00", p.ops[0].ID)
	moved := p.book("2026-11-26 15:30", p.ops[0].ID)
	late := p.book("2026-11-26 16:00", p.ops[0].ID)
	p.tick(at("2026-11-24 14:00"))
	p.Must(CancelByPerson(p.Ctx, p.DB, gone.ID, p.Now))
	_, err := MoveByPerson(p.Ctx, p.DB, moved.ID, at("2026-12-01 09:30"), 0, p.Now)
	p.Must(err)
	// Cancelled between the receipt and the sending.
	p.Now = at("2026-11-24 16:05")
	p.Must(Remind(p.Ctx, p.DB, false, p.Now))
	p.Must(sendReminder(p.Ctx, p.DB, json.RawMessage(fmt.Sprintf(`{"appointment":%d}`, late.ID)), false, p.Now))
	p.Must(CancelByPerson(p.Ctx, p.DB, late.ID, p.Now))
	p.pass("2026-11-24 16:15", "2026-12-01 10:00")
	p.wantReminders(gone, "")
	p.wantReminders(late, "first 24 16:05 dropped")
	p.wantReminders(moved, "first 29 09:30 sent, last 01 08:00 sent")
}

// Peer test 6: the server was away for six hours; what is still useful is said
// once, the rest is dropped.
func TestAfterSixHoursAwayOnlyTheUsefulIsSaidOnce(t *testing.T) {
	p := run(t, nil)
	booked := "2026-11-22 10:00"
	first := p.written("2026-11-27 12:00", booked, mailTo(1)) // two days before: 25th, 12:00
	soon := p.written("2026-11-25 17:00", booked, mailTo(2))  // three hours before: 14:00
	now := p.written("2026-11-25 16:20", booked, mailTo(3))   // too near to help
	over := p.written("2026-11-25 13:00", booked, mailTo(4))
	both := p.written("2026-11-25 19:45", booked, mailTo(5)) // the last one comes in less than an hour
	p.tick(at("2026-11-25 10:00"))
	p.wantReminders(over, "last 25 10:00 sent")
	// Away from 10:00 to 16:00.
	p.pass("2026-11-25 16:00", "2026-11-25 20:45")
	p.wantReminders(first, "first 25 16:00 sent")
	p.wantReminders(soon, "first 25 10:00 sent, last 25 16:00 sent")
	p.wantReminders(now, "first 25 10:00 sent")
	p.wantReminders(over, "last 25 10:00 sent")
	p.wantReminders(both, "first 25 10:00 sent, last 25 16:45 sent")
	if n := len(p.post.List()); n != 5+7 { // five confirmations, seven reminders
		t.Errorf("%d mails", n)
	}
}

// Peer test 6: one reminder that fails does not stop the others.
func TestOneFailingReminderDoesNotStopTheOthers(t *testing.T) {
	p := run(t, nil)
	broken := p.written("2026-11-27 11:00", "2026-11-22 10:00", mailTo(1))
	_, err := p.DB.NewRaw(`UPDATE appointments SET email = 'rotto@' WHERE id = ?`, broken.ID).Exec(p.Ctx)
	p.Must(err)
	var others []*Appointment
	for i := range 3 {
		others = append(others, p.written(fmt.Sprintf("2026-11-27 %d:00", 12+i), "2026-11-22 10:00", mailTo(2+i)))
	}
	p.Now = at("2026-11-25 14:00")
	for range 3 {
		p.Must(Remind(p.Ctx, p.DB, false, p.Now))
		_ = p.post.Drain()
	}
	for _, a := range others {
		p.wantReminders(a, "first 25 14:00 sent")
	}
	p.wantReminders(broken, "")
	if n := p.Count("jobs", "kind = ?", remindOne); n != 1 {
		t.Errorf("%d jobs wait, want the broken one", n)
	}
}

func TestSeveralProgramsRemindOnce(t *testing.T) {
	p := run(t, nil)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", mailTo(1))
	p.Now = at("2026-11-25 11:00")
	payload := json.RawMessage(fmt.Sprintf(`{"appointment":%d}`, a.ID))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := Remind(p.Ctx, p.DB, false, p.Now); err != nil {
				t.Error(err)
			}
			if err := sendReminder(p.Ctx, p.DB, payload, false, p.Now); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p.tick(p.Now)
	p.wantReminders(a, "first 25 11:00 sent")
}

// Each line is when it was booked, when it begins, and what comes.
func TestWhatIsUseful(t *testing.T) {
	p := run(t, nil)
	want := map[*Appointment]string{}
	for i, x := range []struct{ booked, start, want string }{
		{"2026-11-24 08:00", "2026-11-24 10:00", ""},
		{"2026-11-23 09:00", "2026-11-24 12:00", "last 24 09:00 sent"},
		{"2026-11-22 10:00", "2026-11-26 09:31", "first 24 09:45 sent, last 26 08:00 sent"},
		{"2026-11-22 10:00", "2026-11-26 08:15", "first 24 08:15 sent"},
		{"2026-11-22 10:00", "2026-11-26 07:00", "first 24 08:00 sent"},
		{"2026-11-22 10:00", "2026-11-26 23:00", "first 25 08:00 sent, last 26 20:00 sent"},
		{"2026-11-22 10:00", "2026-11-27 03:00", "first 25 08:00 sent"},
	} {
		want[p.written(x.start, x.booked, mailTo(i))] = x.want
	}
	p.pass("2026-11-23 10:00", "2026-11-27 03:00")
	for a, reminders := range want {
		p.wantReminders(a, reminders)
	}
}

func TestWhoWantsNoneAndWhatTheAreaSays(t *testing.T) {
	p := run(t, nil)
	never := p.written("2026-11-27 11:00", "2026-11-22 10:00", Contact{Email: "no@example.com", NoReminders: true})
	stopped := p.written("2026-11-27 11:30", "2026-11-22 10:00", mailTo(1))
	p.Must(SetReminders(p.Ctx, p.DB, stopped.ID, false, p.Now))
	p.Must(SetReminders(p.Ctx, p.DB, stopped.ID, false, p.Now))
	if n := p.Count("audit_entries", "action = 'appointments.remind_off'"); n != 1 {
		t.Errorf("%d lines in the audit trail", n)
	}
	other := p.written("2026-11-27 12:00", "2026-11-22 10:00", mailTo(2))
	p.set(func(s *services.Settings) { s.FirstReminder, s.LastReminder = 0, 60 })
	p.Must(services.LoadAreas(p.Ctx, p.DB)) // a new start of the program keeps the setting
	p.pass("2026-11-25 08:00", "2026-11-27 12:00")
	p.wantReminders(never, "")
	p.wantReminders(stopped, "")
	p.wantReminders(other, "last 27 11:00 sent")
	p.Wants(SetReminders(p.Ctx, p.DB, other.ID, false, at("2026-11-27 12:30")), fault.Conflict, "appointments.error.past")
}

// A reminder that could not be sent in the day waits for the morning.
func TestAMessageThatIsLateDoesNotComeAtNight(t *testing.T) {
	p := run(t, nil)
	a := p.written("2026-11-27 11:00", "2026-11-22 10:00", mailTo(1))
	m := mail.Message{Kind: kindFirst, SubjectID: a.ID, Lang: "it"}
	compose := func(now string) (*mail.Content, error) {
		p.Now = at(now)
		return Composers(p.o)[kindFirst](p.Ctx, p.DB, m)
	}
	for _, night := range []string{"2026-11-25 21:00", "2026-11-26 07:59"} {
		if c, err := compose(night); c != nil || err != asleep {
			t.Errorf("%s: %v, %v", night, c, err)
		}
	}
	for now, useful := range map[string]bool{"2026-11-25 20:59": true, "2026-11-26 08:00": true, "2026-11-27 07:30": false, "2026-11-27 09:00": false} {
		if c, err := compose(now); err != nil || (c != nil) != useful {
			t.Errorf("%s: %v, %v", now, c, err)
		}
	}
}

func TestAReminderIsInThePersonsLanguage(t *testing.T) {
	p := run(t, nil)
	a := p.book("2026-11-26 15:00", p.ops[0].ID) // Arabic
	p.tick(at("2026-11-24 15:00"))
	got := p.post.List()
	i := slices.IndexFunc(got, func(m catcher.Message) bool {
		return strings.Contains(m.Subject, p.o.Catalog.For("ar").T("appointments.mail_reminder.subject", "When", ""))
	})
	if i < 0 {
		t.Fatalf("no reminder among %d mails", len(got))
	}
	link := p.o.Link("ar", a.ID)
	for _, want := range []string{link, a.Protocol, "15:00", p.o.Catalog.For("ar").T("appointments.mail_reminder.first")} {
		if !strings.Contains(got[i].Text, want) || !strings.Contains(got[i].HTML, want) {
			t.Errorf("%q is not in both parts:\n%s", want, got[i].Text)
		}
	}
	if strings.Contains(got[i].Text+got[i].HTML, "Prova") {
		t.Error("the name is in the mail")
	}
}
