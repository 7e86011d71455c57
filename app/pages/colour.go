package pages

import (
	"math"
	"strconv"
)

// readable is the contrast ordinary text needs (WCAG 2.2, 1.4.3, level AA).
const readable = 4.5

// Contrast is the contrast ratio of a colour "#rrggbb" with white, from 1 (white)
// to 21 (black); ok is false when s is no such colour.
func Contrast(s string) (ratio float64, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	if err != nil {
		return 0, false
	}
	luminance := 0.2126*linear(n>>16) + 0.7152*linear(n>>8&0xff) + 0.0722*linear(n&0xff)
	return 1.05 / (luminance + 0.05), true
}

// linear is the light of one channel, as WCAG defines relative luminance.
func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
