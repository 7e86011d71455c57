package desks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Repeat is how often a rule comes back.
type Repeat string

const (
	// Weekly is every week, or every so many weeks, on some days.
	Weekly Repeat = "weekly"
	// Monthly is the nth of some days of the week of every month.
	Monthly Repeat = "monthly"
)

// MaxEvery is the longest distance between two weeks of a rule.
const MaxEvery = 12

// Pattern is a recurrence as people at a desk say it: "every 2 weeks on Monday",
// "the last Friday of the month". It is turned into an RRULE and back.
type Pattern struct {
	Repeat Repeat
	// Every is the number of weeks from one to the next of a Weekly pattern, 1 to MaxEvery.
	Every int
	// Nth is 1 to 4, or -1 for the last, of a Monthly pattern.
	Nth int
	// Weekdays are the days, Monday first when read from a rule.
	Weekdays []time.Weekday
}

var weekdayCodes = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// MondayFirst are the days of the week in the order shown.
func MondayFirst() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// Whole reports whether the pattern says everything a rule needs.
func (p Pattern) Whole() bool {
	switch p.Repeat {
	case Weekly:
		return len(p.Weekdays) > 0 && p.Every >= 1 && p.Every <= MaxEvery
	case Monthly:
		return len(p.Weekdays) > 0 && (p.Nth == -1 || p.Nth >= 1 && p.Nth <= 4)
	}
	return false
}

// RRule writes a whole pattern as RFC 5545 does.
func (p Pattern) RRule() string {
	var days []string
	for _, d := range MondayFirst() {
		if !slices.Contains(p.Weekdays, d) {
			continue
		}
		code := weekdayCodes[d]
		if p.Repeat == Monthly {
			code = strconv.Itoa(p.Nth) + code
		}
		days = append(days, code)
	}
	by := ";BYDAY=" + strings.Join(days, ",")
	switch {
	case p.Repeat == Monthly:
		return "FREQ=MONTHLY" + by
	case p.Every > 1:
		return fmt.Sprintf("FREQ=WEEKLY;INTERVAL=%d", p.Every) + by
	}
	return "FREQ=WEEKLY" + by
}

// ParsePattern reads an RRULE that says what a Pattern can say; any other is an error.
func ParsePattern(rrule string) (Pattern, error) {
	p := Pattern{Every: 1, Nth: 1}
	strange := fmt.Errorf("recurrence is none that the form can show")
	for _, part := range strings.Split(rrule, ";") {
		name, value, _ := strings.Cut(part, "=")
		var err error
		switch name {
		case "FREQ":
			err = p.frequency(value)
		case "INTERVAL":
			p.Every, err = strconv.Atoi(value)
		case "BYDAY":
			err = p.days(value)
		case "WKST":
		default:
			err = strange
		}
		if err != nil {
			return Pattern{}, strange
		}
	}
	daily := strings.HasPrefix(rrule, "FREQ=DAILY")
	if !p.Whole() || daily && len(p.Weekdays) < 7 || (daily || p.Repeat == Monthly) && p.Every != 1 {
		return Pattern{}, strange
	}
	return p, nil
}

func (p *Pattern) frequency(value string) error {
	switch value {
	case "DAILY":
		p.Repeat, p.Weekdays = Weekly, MondayFirst()
	case "WEEKLY":
		p.Repeat = Weekly
	case "MONTHLY":
		p.Repeat = Monthly
	default:
		return fmt.Errorf("frequency %q", value)
	}
	return nil
}

func (p *Pattern) days(value string) error {
	p.Weekdays = nil
	for i, code := range strings.Split(value, ",") {
		if len(code) < 2 {
			return fmt.Errorf("day %q", code)
		}
		at := slices.Index(weekdayCodes[:], code[len(code)-2:])
		if at < 0 {
			return fmt.Errorf("day %q", code)
		}
		p.Weekdays = append(p.Weekdays, time.Weekday(at))
		if number := code[:len(code)-2]; number != "" {
			nth, err := strconv.Atoi(number)
			if err != nil || p.Repeat != Monthly || i > 0 && nth != p.Nth {
				return fmt.Errorf("day %q", code)
			}
			p.Nth = nth
		} else if p.Repeat == Monthly {
			return fmt.Errorf("day %q", code)
		}
	}
	return nil
}
