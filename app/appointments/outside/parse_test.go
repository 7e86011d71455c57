package outside

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var rome, _ = time.LoadLocation("Europe/Rome")

func file(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n")
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Visita medica\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func show(all []Stretch) string {
	var parts []string
	for _, s := range all {
		parts = append(parts, s.Start.In(rome).Format("02/01 15:04")+"–"+s.End.In(rome).Format("02/01 15:04"))
	}
	return strings.Join(parts, ", ")
}

// November 2026: the 24th is a Tuesday. Summer time begins on 28 March 2027 and
// ended on 25 October 2026.
func TestBusyTimesOfACalendar(t *testing.T) {
	from, to := time.Date(2026, 11, 22, 0, 0, 0, 0, rome), time.Date(2026, 12, 6, 0, 0, 0, 0, rome)
	cases := []struct{ name, lines, want string }{
		{"UTC", event("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z"), "24/11 10:00–24/11 11:00"},
		{"a zone by name", event("DTSTART;TZID=Europe/Rome:20261124T090000", "DTEND;TZID=Europe/Rome:20261124T100000"), "24/11 09:00–24/11 10:00"},
		{"another zone", event("DTSTART;TZID=America/New_York:20261124T090000", "DTEND;TZID=America/New_York:20261124T100000"), "24/11 15:00–24/11 16:00"},
		{"a zone of Exchange", event(`DTSTART;TZID="W. Europe Standard Time":20261124T090000`, "DURATION:PT1H30M"), "24/11 09:00–24/11 10:30"},
		{"a zone with a long name", event("DTSTART;TZID=/citadel.org/20210210_1/Europe/London:20261124T090000", "DURATION:PT1H"), "24/11 10:00–24/11 11:00"},
		{"an unknown zone and none", event("DTSTART;TZID=Casa mia:20261124T090000", "DURATION:PT1H") + "\r\n" + event("DTSTART:20261125T090000", "DURATION:PT1H"), "24/11 09:00–24/11 10:00, 25/11 09:00–25/11 10:00"},
		{"a zone the file describes", "BEGIN:VTIMEZONE\r\nTZID:Mia\r\nX-LIC-LOCATION:Europe/London\r\nBEGIN:STANDARD\r\nDTSTART:19701025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
			event("DTSTART;TZID=Mia:20261124T090000", "DURATION:PT1H"), "24/11 10:00–24/11 11:00"},
		{"a whole day", event("DTSTART;VALUE=DATE:20261124"), "24/11 00:00–25/11 00:00"},
		{"three whole days", event("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261127"), "24/11 00:00–27/11 00:00"},
		{"over midnight", event("DTSTART;TZID=Europe/Rome:20261124T230000", "DTEND;TZID=Europe/Rome:20261125T013000"), "24/11 23:00–25/11 01:30"},
		{"free time", event("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z", "TRANSP:TRANSPARENT"), ""},
		{"free in Exchange", event("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), ""},
		{"cancelled", event("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z", "STATUS:CANCELLED"), ""},
		{"no end, no time", event("DTSTART:20261124T090000Z"), ""},
		{"ends before it begins", event("DTSTART:20261124T090000Z", "DTEND:20261124T080000Z"), ""},
		{"back to back is one, overlapping too", event("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z") + "\r\n" + event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z") +
			"\r\n" + event("DTSTART:20261124T103000Z", "DTEND:20261124T104000Z"), "24/11 10:00–24/11 12:00"},
		{"every Tuesday but one", event("DTSTART;TZID=Europe/Rome:20260106T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=TU", "EXDATE;TZID=Europe/Rome:20261124T090000"), "01/12 09:00–01/12 10:00"},
		{"exceptions in one line, in UTC", event("DTSTART;TZID=Europe/Rome:20261123T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20261124T080000Z,20261125T080000Z"), "23/11 09:00–23/11 10:00, 26/11 09:00–26/11 10:00"},
		{"until", event("DTSTART;TZID=Europe/Rome:20261123T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20261124T080000Z"), "23/11 09:00–23/11 10:00, 24/11 09:00–24/11 10:00"},
		{"an extra date", event("DTSTART;TZID=Europe/Rome:20261123T090000", "DURATION:PT1H", "RDATE;TZID=Europe/Rome:20261127T150000"), "23/11 09:00–23/11 10:00, 27/11 15:00–27/11 16:00"},
		{"whole days every week", event("DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20261204"), "27/11 00:00–28/11 00:00"},
		{"one occurrence moved", event("DTSTART;TZID=Europe/Rome:20261124T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2") + "\r\n" +
			event("RECURRENCE-ID;TZID=Europe/Rome:20261124T090000", "DTSTART;TZID=Europe/Rome:20261125T160000", "DURATION:PT1H"), "25/11 16:00–25/11 17:00, 01/12 09:00–01/12 10:00"},
		{"one occurrence cancelled", event("DTSTART;TZID=Europe/Rome:20261124T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2") + "\r\n" +
			event("RECURRENCE-ID;TZID=Europe/Rome:20261124T090000", "DTSTART;TZID=Europe/Rome:20261124T090000", "DURATION:PT1H", "STATUS:CANCELLED"), "01/12 09:00–01/12 10:00"},
		{"before and after what is asked", event("DTSTART:20261101T090000Z", "DURATION:PT1H") + "\r\n" + event("DTSTART:20270101T090000Z", "DURATION:PT1H"), ""},
		{"under way at the beginning", event("DTSTART;TZID=Europe/Rome:20261121T230000", "DURATION:PT2H"), "21/11 23:00–22/11 01:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Busy(t.Context(), file(c.lines), rome, from, to)
			if err != nil || show(got) != c.want {
				t.Errorf("got %q, want %q (%v)", show(got), c.want, err)
			}
		})
	}
}

// Nine o'clock stays nine o'clock on both sides of both changes.
func TestRecurrencesFollowSummerTime(t *testing.T) {
	for day, want := range map[string]string{
		"20261024": "24/10 09:00–24/10 10:00, 25/10 09:00–25/10 10:00, 26/10 09:00–26/10 10:00",
		"20270327": "27/03 09:00–27/03 10:00, 28/03 09:00–28/03 10:00, 29/03 09:00–29/03 10:00",
	} {
		x := event("DTSTART;TZID=Europe/Rome:"+day+"T090000", "DTEND;TZID=Europe/Rome:"+day+"T100000", "RRULE:FREQ=DAILY;COUNT=3")
		got, err := Busy(t.Context(), file(x), rome, time.Date(2026, 1, 1, 0, 0, 0, 0, rome), time.Date(2028, 1, 1, 0, 0, 0, 0, rome))
		if err != nil || show(got) != want {
			t.Errorf("got %q, want %q (%v)", show(got), want, err)
		}
	}
	whole, err := Busy(t.Context(), file(event("DTSTART;VALUE=DATE:20270328", "DTEND;VALUE=DATE:20270329")), rome, time.Date(2027, 3, 1, 0, 0, 0, 0, rome), time.Date(2027, 4, 1, 0, 0, 0, 0, rome))
	if err != nil || len(whole) != 1 || whole[0].End.Sub(whole[0].Start) != 23*time.Hour {
		t.Errorf("the day of 23 hours: %s %v", show(whole), err)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	deep := strings.Repeat("BEGIN:VEVENT\r\n", 100000)
	many := make([]string, mostEvents+1)
	for i := range many {
		many[i] = fmt.Sprintf("BEGIN:VEVENT\r\nUID:%d\r\nEND:VEVENT", i)
	}
	cases := map[string]struct {
		file []byte
		want error
	}{
		"no calendar":            {[]byte("<html>Accedi</html>"), Unreadable},
		"nothing":                {nil, Unreadable},
		"cut off":                {[]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a"), Unreadable},
		"nested":                 {file(deep), Unreadable},
		"too many events":        {file(many...), TooLarge},
		"every second":           {file(event("DTSTART:20261124T090000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY")), TooLarge},
		"an hour that never is":  {file(event("DTSTART:20261124T030000Z", "DURATION:PT1S", "RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=5")), TooLarge},
		"every second of a day":  {file(event("DTSTART:20261124T030000Z", "DURATION:PT1S", "RRULE:FREQ=DAILY;BYMINUTE="+numbers(60)+";BYSECOND="+numbers(60))), TooLarge},
		"a rule that is none":    {file(event("DTSTART:20261124T030000Z", "DURATION:PT1S", "RRULE:FREQ=NEVER")), Unreadable},
		"a day that never comes": {file(event("DTSTART:20261124T030000Z", "DURATION:PT1S", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")), nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			got, err := Busy(t.Context(), c.file, rome, time.Date(2026, 1, 1, 0, 0, 0, 0, rome), time.Date(2028, 1, 1, 0, 0, 0, 0, rome))
			if err != c.want || len(got) > 0 {
				t.Errorf("got %s, %v, want %v", show(got), err, c.want)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func numbers(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprint(i))
	}
	return strings.Join(all, ",")
}
