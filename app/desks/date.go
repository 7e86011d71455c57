package desks

import (
	"approdo/app/i18n"
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a civil day without hour or zone; the zero Date means "no day".
// Two Dates are equal with ==, and a Date can be the key of a map.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const dateLayout = "2006-01-02"

// DateOf is the day of t in t's own location: convert t to the desk's zone first.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// TypedDate is a day as a form has it: the zero Date for nothing typed, and for what is no
// day one in the year 1, which no rule allows, so that the noun refuses it by its field.
func TypedDate(typed string) Date {
	d, err := ParseDate(typed)
	if err != nil && typed != "" {
		return Date{Year: 1, Month: 1, Day: 1}
	}
	return d
}

// ParseDate reads "2026-11-24"; any other text is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return Date{}, fmt.Errorf("date: want YYYY-MM-DD")
	}
	return DateOf(t), nil
}

// String writes the day as "2026-11-24".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// IsZero reports whether no day was given.
func (d Date) IsZero() bool { return d == Date{} }

// In is the first instant of the day in a zone.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Time is noon UTC of the day: what a formatter of dates needs.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// AddDays is the day n days later, earlier when n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// Compare is -1, 0 or 1 as d is before, equal to or after x.
func (d Date) Compare(x Date) int {
	return cmp.Or(cmp.Compare(d.Year, x.Year), cmp.Compare(d.Month, x.Month), cmp.Compare(d.Day, x.Day))
}

// Before reports whether d is an earlier day than x.
func (d Date) Before(x Date) bool { return d.Compare(x) < 0 }

// After reports whether d is a later day than x.
func (d Date) After(x Date) bool { return d.Compare(x) > 0 }

// Value stores the day in a column of type date, NULL for the zero Date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a column of type date; NULL becomes the zero Date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = DateOf(v)
		return nil
	case []byte:
		return d.parse(string(v))
	case string:
		return d.parse(v)
	}
	return fmt.Errorf("date: cannot read a %T", src)
}

func (d *Date) parse(s string) error {
	x, err := ParseDate(s)
	if err == nil {
		*d = x
	}
	return err
}

// InItaly is the day in Italy at a moment, for what belongs to no desk.
func InItaly(now time.Time) Date { return DateOf(now.In(i18n.Rome())) }
