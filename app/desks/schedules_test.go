package desks

import (
	"slices"
	"testing"
)

// What is counted without the library of recurrences must be what the library counts.
func TestPlainWeeksAreTheDaysOfTheLibrary(t *testing.T) {
	for plain, counted := range map[string]string{
		"FREQ=DAILY":                    "FREQ=DAILY;INTERVAL=1",
		"FREQ=WEEKLY;BYDAY=TU":          "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU",
		"FREQ=WEEKLY;BYDAY=SU,MO,WE":    "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE,SU",
		"FREQ=WEEKLY;BYDAY=MO,TH;X=1":   "",
		"FREQ=WEEKLY;BYDAY=1MO":         "",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=": "",
	} {
		if _, ok := plainWeek(plain); ok != (counted != "") {
			t.Errorf("%s is plain: %v", plain, ok)
		}
		if counted == "" {
			continue
		}
		for _, from := range []string{"2026-11-22", "2026-11-24", "2027-03-28"} {
			fast, slow := Rule{RRule: plain, ValidFrom: day("2026-11-23")}, Rule{RRule: counted, ValidFrom: day("2026-11-23"), ValidTo: day("2027-04-10")}
			fast.ValidTo = slow.ValidTo
			a, err1 := fast.Days(day(from), day("2027-05-01"))
			b, err2 := slow.Days(day(from), day("2027-05-01"))
			if err1 != nil || err2 != nil || len(a) == 0 || !slices.Equal(a, b) {
				t.Errorf("%s from %s: %v, the library %v (%v, %v)", plain, from, a, b, err1, err2)
			}
		}
	}
}
