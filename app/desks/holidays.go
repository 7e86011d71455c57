package desks

import (
	"slices"
	"time"
)

// fixed are the Italian public holidays that fall on the same day every year
// (law 260/1949 as amended by law 54/1977 and d.P.R. 792/1985).
var fixed = [...]struct {
	month time.Month
	day   int
}{
	{time.January, 1}, {time.January, 6}, {time.April, 25}, {time.May, 1}, {time.June, 2},
	{time.August, 15}, {time.November, 1}, {time.December, 8}, {time.December, 25}, {time.December, 26},
}

// Holidays lists the Italian public holidays of a year in order, Easter and Easter
// Monday included. From 2026 on 4 October (Saint Francis) is one again (law
// 151/2025). The patron saint depends on the municipality: see Site.
func Holidays(year int) []Date {
	days := make([]Date, 0, len(fixed)+3)
	for _, f := range fixed {
		days = append(days, Date{year, f.month, f.day})
	}
	if year >= 2026 {
		days = append(days, Date{year, time.October, 4})
	}
	easter := Easter(year)
	days = append(days, easter, easter.AddDays(1))
	slices.SortFunc(days, Date.Compare)
	return slices.Compact(days)
}

// IsHoliday reports whether the day is an Italian public holiday; Sundays that are
// nothing else are not.
func IsHoliday(d Date) bool {
	if d.Year >= 2026 && d.Month == time.October && d.Day == 4 {
		return true
	}
	for _, f := range fixed {
		if f.month == d.Month && f.day == d.Day {
			return true
		}
	}
	easter := Easter(d.Year)
	return d == easter || d == easter.AddDays(1)
}

// Easter is Easter Sunday of a year of the Gregorian calendar: Oudin's form of
// the computus, integer division throughout.
func Easter(year int) Date {
	century := year / 100
	golden := year % 19
	k := (century - 17) / 25
	moon := (century - century/4 - (century-k)/3 + 19*golden + 15) % 30
	moon -= (moon / 28) * (1 - (moon/28)*(29/(moon+1))*((21-golden)/11))
	weekday := (year + year/4 + moon + 2 - century + century/4) % 7
	sunday := moon - weekday
	month := 3 + (sunday+40)/44
	return Date{year, time.Month(month), sunday + 28 - 31*(month/4)}
}
