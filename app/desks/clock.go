package desks

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Clock is an hour of the day in minutes since midnight, 0 to 24:00 included.
type Clock int

// At is the clock of an hour and a minute.
func At(hour, minute int) Clock { return Clock(hour*60 + minute) }

// ParseClock reads "9:30", "09:30" or "09:30:00", up to "24:00".
func ParseClock(s string) (Clock, error) {
	var h, m, sec int
	n, _ := fmt.Sscanf(s, "%d:%d:%d", &h, &m, &sec)
	c := At(h, m)
	if n < 2 || h < 0 || m < 0 || m > 59 || sec != 0 || c > 24*60 {
		return 0, fmt.Errorf("clock: want HH:MM between 00:00 and 24:00")
	}
	return c, nil
}

// String writes the hour as "09:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// On is the instant the clock shows c on a day in a zone. An hour skipped by
// summer time is read as Go reads it: moved by the length of the gap.
func (c Clock) On(d Date, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, loc)
}

// Value stores the hour in a column of type time.
func (c Clock) Value() (driver.Value, error) { return c.String(), nil }

// Scan reads a column of type time.
func (c *Clock) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case []byte:
		s = string(v)
	case string:
		s = v
	default:
		return fmt.Errorf("clock: cannot read a %T", src)
	}
	x, err := ParseClock(s)
	if err == nil {
		*c = x
	}
	return err
}
