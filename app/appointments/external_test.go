package appointments

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments/outside"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

// elsewhere is a calendar server of the test and what reads it.
type elsewhere struct {
	*house
	o      ExternalOptions
	me     auth.Actor
	url    string
	answer func(w http.ResponseWriter)
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	e := &elsewhere{house: inTx(t)}
	e.o = ExternalOptions{Signer: auth.NewSigner([]byte("a secret of the tests, long enough")), Fetcher: outside.New(true)}
	e.me = e.Actor("io", auth.Reception, e.desk.ID)
	e.Must(desks.LinkOperator(e.Ctx, e.DB, e.ops[0].ID, e.me.UserID))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { e.answer(w) }))
	t.Cleanup(server.Close)
	e.url = server.URL + "/private-0123456789abcdef/basic.ics"
	return e
}

func (e *elsewhere) says(events ...string) {
	e.answer = func(w http.ResponseWriter) {
		_, _ = w.Write([]byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"))
	}
}

func busyEvent(start, end string) string {
	return "BEGIN:VEVENT\r\nUID:" + start + "\r\nSUMMARY:Visita segreta\r\nDTSTART;TZID=Europe/Rome:" + start + "\r\nDTEND;TZID=Europe/Rome:" + end + "\r\nEND:VEVENT\r\n"
}

func (e *elsewhere) read() *External {
	e.Helper()
	_, x, err := FindExternal(e.Ctx, e.DB, e.me)
	e.Must(err)
	e.Must(e.o.Read(e.Ctx, e.DB, x.ID, e.Now))
	_, x, err = FindExternal(e.Ctx, e.DB, e.me)
	e.Must(err)
	return x
}

func TestACalendarElsewhereBlocksTimes(t *testing.T) {
	e := newElsewhere(t)
	booked := e.book("2026-11-24 11:00", e.ops[0].ID)
	q := e.query()
	q.OperatorID, q.From, q.To = e.ops[0].ID, day("2026-11-24"), day("2026-11-24")
	before := e.free(q)
	e.says(busyEvent("20261124T103000", "20261124T114500"))
	e.Must(e.o.SetExternal(e.Ctx, e.DB, e.me, e.url, e.Now))
	if x := e.read(); x.ReadAt == nil || x.FailedSince != nil || x.Host != "127.0.0.1" {
		t.Fatalf("%+v", x)
	}
	after := e.free(q)
	for _, gone := range []string{"10:30", "11:30"} {
		if !strings.Contains(before, gone) || strings.Contains(after, gone) {
			t.Errorf("%s: free before %q, after %q", gone, before, after)
		}
	}
	if !strings.Contains(after, "10:00") || !strings.Contains(after, "12:00") {
		t.Errorf("the times beside it are lost: %q", after)
	}
	if _, err := e.hold("2026-11-24 10:30", e.ops[0].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("held over it: %v", err)
	}
	all, err := Conflicts(e.Ctx, e.DB, e.me, e.Now)
	if err != nil || len(all) != 1 || all[0].ID != booked.ID {
		t.Errorf("conflicts %v %v", all, err)
	}
	dd, err := Day(e.Ctx, e.DB, e.me, e.desk.ID, day("2026-11-24"), e.Now)
	e.Must(err)
	seen := 0
	for _, od := range dd.Operators {
		for _, r := range od.Rows {
			if r.Elsewhere {
				seen++
				if od.Operator.ID != e.ops[0].ID || r.Start.Format("15:04") != "10:30" || r.Free() {
					t.Errorf("%+v of %d", r, od.Operator.ID)
				}
			}
		}
	}
	if seen != 1 {
		t.Errorf("shown %d times", seen)
	}
	e.Must(DropExternal(e.Ctx, e.DB, e.me, e.Now))
	if again := e.free(q); again != before {
		t.Errorf("after it was unlinked %q, before %q", again, before)
	}
}

// A whole day elsewhere is shown within the hours only, and of one operator only.
func TestAWholeDayElsewhere(t *testing.T) {
	e := newElsewhere(t)
	e.says("BEGIN:VEVENT\r\nUID:f\r\nDTSTART;VALUE=DATE:20261124\r\nEND:VEVENT\r\n")
	e.Must(e.o.SetExternal(e.Ctx, e.DB, e.me, e.url, e.Now))
	e.read()
	dd, err := Day(e.Ctx, e.DB, e.me, e.desk.ID, day("2026-11-24"), e.Now)
	e.Must(err)
	for _, od := range dd.Operators {
		mine := od.Operator.ID == e.ops[0].ID
		if len(od.Rows) != 1 || od.Rows[0].Elsewhere != mine || od.Rows[0].Start.Format("15:04") != "09:30" {
			t.Errorf("%s: %+v", od.Operator.Name, od.Rows)
		}
	}
}

// A server that fails takes nothing away, and the page can say since when.
func TestAFailingCalendarKeepsWhatItSaid(t *testing.T) {
	e := newElsewhere(t)
	e.says(busyEvent("20261124T103000", "20261124T110000"))
	e.Must(e.o.SetExternal(e.Ctx, e.DB, e.me, e.url, e.Now))
	first := e.read()
	e.answer = func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }
	e.Now = e.Now.Add(15 * time.Minute)
	began := e.Now
	e.read()
	e.Now = e.Now.Add(15 * time.Minute)
	e.answer = func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>")) }
	x := e.read()
	if x.FailedSince == nil || !x.FailedSince.Equal(began) || x.Trouble != "unreadable" || !x.ReadAt.Equal(*first.ReadAt) || e.Count("external_busy", "true") != 1 {
		t.Errorf("%+v", x)
	}
	e.says()
	e.Now = e.Now.Add(15 * time.Minute)
	if x = e.read(); x.FailedSince != nil || x.Trouble != "" || e.Count("external_busy", "true") != 0 {
		t.Errorf("%+v", x)
	}
}

// Neither the address nor a word of the calendar rests anywhere in the open.
func TestTheAddressIsASecret(t *testing.T) {
	e := newElsewhere(t)
	e.says(busyEvent("20261124T103000", "20261124T110000"))
	e.Must(e.o.SetExternal(e.Ctx, e.DB, e.me, e.url, e.Now))
	e.read()
	for _, table := range []string{"external_calendars", "external_busy", "audit_entries", "jobs"} {
		for _, secret := range []string{"private-0123456789abcdef", "Visita segreta"} {
			if n := e.Count(table, "position(? IN row_to_json(?)::text) > 0", secret, bun.Ident(table)); n != 0 {
				t.Errorf("%q stands in %s", secret, table)
			}
		}
	}
	other := auth.Actor{UserID: e.me.UserID + 1000, Roles: []auth.Role{auth.Coordinator}}
	if _, _, err := FindExternal(e.Ctx, e.DB, other); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else sees it: %v", err)
	}
	if err := DropExternal(e.Ctx, e.DB, other, e.Now); !fault.Is(err, fault.NotFound) || e.Count("external_calendars", "true") != 1 {
		t.Errorf("somebody else dropped it: %v", err)
	}
	for _, bad := range []string{"", "http://192.168.1.1/a.ics", "https://169.254.169.254/", "ftp://a.example/"} {
		if err := e.o.SetExternal(e.Ctx, e.DB, e.me, bad, e.Now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was taken: %v", bad, err)
		}
	}
}
