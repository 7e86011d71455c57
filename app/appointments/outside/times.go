package outside

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// moment is an instant of a calendar, the first of a whole day where it names none.
type moment struct {
	time.Time
	wholeDay bool
}

// time reads a property that holds a date or a date with an hour, in its zone.
func (r *reader) time(p *ics.IANAProperty) (moment, bool) {
	if p == nil {
		return moment{}, false
	}
	value, zone := strings.TrimSpace(p.Value), r.zone
	if names := p.ICalParameters["TZID"]; len(names) > 0 {
		zone = r.named(names[0])
	}
	if len(value) == len("20060102") {
		// Whole days are days where the operator is.
		t, err := time.ParseInLocation("20060102", value, r.zone)
		return moment{t, true}, err == nil
	}
	if utc, found := strings.CutSuffix(value, "Z"); found {
		t, err := time.ParseInLocation("20060102T150405", utc, time.UTC)
		return moment{Time: t}, err == nil
	}
	t, err := time.ParseInLocation("20060102T150405", value, zone)
	return moment{Time: t}, err == nil
}

// named is a zone by the name a calendar gives it, the reader's own where nobody
// knows it.
func (r *reader) named(name string) *time.Location {
	name = strings.Trim(name, `"`)
	if z := r.zones[name]; z != nil {
		return z
	}
	if z := known(name); z != nil {
		return z
	}
	return r.zone
}

// windows are the names Exchange gives to the zones of Europe.
var windows = map[string]string{
	"W. Europe Standard Time":        "Europe/Rome",
	"Central European Standard Time": "Europe/Warsaw",
	"Central Europe Standard Time":   "Europe/Budapest",
	"Romance Standard Time":          "Europe/Paris",
	"GMT Standard Time":              "Europe/London",
	"GTB Standard Time":              "Europe/Athens",
	"E. Europe Standard Time":        "Europe/Chisinau",
	"FLE Standard Time":              "Europe/Kiev",
	"UTC":                            "UTC",
}

// known is a zone of the tz database, by its name or at the end of a longer one
// ("/citadel.org/20210210_1/Europe/Rome"); nil where there is none.
func known(name string) *time.Location {
	if w := windows[name]; w != "" {
		name = w
	}
	if name == "" || name == "Local" || len(name) > 100 || strings.Contains(name, "..") {
		return nil
	}
	for {
		if z, err := time.LoadLocation(name); err == nil && name != "" {
			return z
		}
		_, rest, found := strings.Cut(strings.TrimPrefix(name, "/"), "/")
		if !found || !strings.Contains(rest, "/") {
			return nil
		}
		name = rest
	}
}

// zonesOf are the zones a file describes itself, where it says which one of the tz
// database each is.
func zonesOf(cal *ics.Calendar, zone *time.Location) map[string]*time.Location {
	all := map[string]*time.Location{}
	for _, tz := range cal.Timezones() {
		id, lic := tz.GetProperty(ics.ComponentPropertyTzid), tz.GetProperty("X-LIC-LOCATION")
		if id == nil || lic == nil || known(id.Value) != nil {
			continue
		}
		if all[id.Value] = known(lic.Value); all[id.Value] == nil {
			all[id.Value] = zone
		}
	}
	return all
}

var durationShape = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// duration reads "PT1H30M", "P1D" or "P1W".
func duration(s string) (time.Duration, bool) {
	m := durationShape.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi("0" + m[i+1])
		d += time.Duration(n) * unit
	}
	return d, d > 0
}
