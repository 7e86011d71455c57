package i18n

import (
	"strconv"
	"strings"
	"time"
)

// The methods of this file write a time as it stands: the caller has put it into
// the desk's zone (t.In(zone)).

// Date is weekday, day and month, as inside a sentence: "martedì 3 marzo".
func (l *Localizer) Date(t time.Time) string { return l.write(l.calendar.date, t) }

// DateYear is Date with the year: "martedì 3 marzo 2026".
func (l *Localizer) DateYear(t time.Time) string { return l.write(l.calendar.dateYear, t) }

// DateOn is DateYear behind a preposition, "fino al …" or "до …": without the weekday in the
// languages where it would have to be inflected.
func (l *Localizer) DateOn(t time.Time) string {
	if l.calendar.dateOn != "" {
		return l.write(l.calendar.dateOn, t)
	}
	return l.DateYear(t)
}

// DateShort is the date in figures, for tables: "03/03/2026".
func (l *Localizer) DateShort(t time.Time) string { return l.write(l.calendar.dateShort, t) }

// DayMonth is day and month: "3 marzo".
func (l *Localizer) DayMonth(t time.Time) string { return l.write(l.calendar.dayMonth, t) }

// Weekday is the day's name: "martedì".
func (l *Localizer) Weekday(t time.Time) string { return l.WeekdayName(t.Weekday()) }

// WeekdayName is the name of a day of the week; "" for a number that is none.
func (l *Localizer) WeekdayName(d time.Weekday) string {
	if d < time.Sunday || d > time.Saturday {
		return ""
	}
	return l.calendar.weekdays[d]
}

// Month is month and year standing alone: "marzo 2026".
func (l *Localizer) Month(t time.Time) string { return l.write(l.calendar.month, t) }

// MonthName is the month standing alone: "marzo"; "" for a number that is none.
func (l *Localizer) MonthName(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return l.calendar.alone(m)
}

// Time is the hour and minute of 24 hours: "10:20".
func (l *Localizer) Time(t time.Time) string { return t.Format("15:04") }

// TimeRange is a span within a day: "10:20–11:00"; in words where the order of
// figures round a dash would be doubtful (Arabic, Urdu).
func (l *Localizer) TimeRange(from, to time.Time) string {
	return strings.NewReplacer("{from}", l.Time(from), "{to}", l.Time(to)).Replace(l.calendar.timeRange)
}

// DateTime is date, year and time as one phrase: "martedì 3 marzo 2026, ore 10:20".
func (l *Localizer) DateTime(t time.Time) string { return l.write(l.calendar.dateTime, t) }

// write fills a pattern of the calendar: {weekday} {day} {month} (as after a day)
// {alone} (the month by itself) {year} {time} {at} (the preposition before this
// hour) {d} {m} {dd} {mm} (figures).
func (l *Localizer) write(pattern string, t time.Time) string {
	c := l.calendar
	return strings.NewReplacer(
		"{weekday}", c.weekdays[t.Weekday()],
		"{day}", c.day(t.Day()),
		"{month}", c.months[t.Month()-1],
		"{alone}", c.alone(t.Month()),
		"{year}", strconv.Itoa(t.Year()),
		"{time}", l.Time(t),
		"{at}", c.preposition(t.Hour()),
		"{dd}", t.Format("02"), "{mm}", t.Format("01"),
		"{d}", strconv.Itoa(t.Day()), "{m}", strconv.Itoa(int(t.Month())),
	).Replace(pattern)
}
