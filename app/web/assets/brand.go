package assets

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
)

// DefaultBrand is Approdo's own colour, the one of static/src/tokens.css.
const DefaultBrand = "#0b5566"

// textContrast is what WCAG 2.2 AA asks of text (criterion 1.4.3).
const textContrast = 4.5

type colour [3]float64 // red, green, blue, 0–255

// Brand gives the stylesheet that dresses the interface in an institution's colour
// ("#7a1f2b"): the variables --brand… of tokens.css with every shade computed from
// it. It refuses what is not six hexadecimal digits, and a colour on which white
// text, or which as text on white or on its own tint, would not reach AA.
func Brand(hexadecimal string) ([]byte, error) {
	brand, err := parse(hexadecimal)
	if err != nil {
		return nil, err
	}
	black, white := colour{4, 14, 18}, colour{255, 255, 255}
	tint := mix(brand, white, .935)
	if r := min(contrast(brand, white), contrast(brand, tint)); r < textContrast {
		return nil, fmt.Errorf("brand colour %s: contrast %.1f, at least %.1f is needed: choose a darker one", hexadecimal, r, textContrast)
	}
	var b strings.Builder
	b.WriteString(":root{")
	for _, shade := range []struct {
		name string
		c    colour
	}{
		{"--brand", brand},
		{"--brand-hover", mix(brand, black, .16)},
		{"--brand-strong", mix(brand, black, .3)},
		{"--brand-deep", mix(brand, black, .52)},
		{"--brand-soft", mix(brand, white, .8)},
		{"--brand-tint", tint},
	} {
		fmt.Fprintf(&b, "%s:%s;", shade.name, shade.c)
	}
	fmt.Fprintf(&b, "--brand-rgb:%.0f,%.0f,%.0f}\n", brand[0], brand[1], brand[2])
	return []byte(b.String()), nil
}

func parse(s string) (c colour, err error) {
	digits, err := hex.DecodeString(strings.TrimPrefix(s, "#"))
	if err != nil || len(digits) != len(c) {
		return c, fmt.Errorf("brand colour %q: write it as # and six hexadecimal digits", s)
	}
	for i, d := range digits {
		c[i] = float64(d)
	}
	return c, nil
}

// mix goes the given part of the way from a to b.
func mix(a, b colour, part float64) (c colour) {
	for i := range c {
		c[i] = math.Round(a[i] + (b[i]-a[i])*part)
	}
	return c
}

// contrast is the ratio of WCAG 2.2, 1 to 21.
func contrast(a, b colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

func (c colour) luminance() float64 {
	var linear colour
	for i, v := range c {
		v /= 255
		if linear[i] = v / 12.92; v > .04045 {
			linear[i] = math.Pow((v+.055)/1.055, 2.4)
		}
	}
	return .2126*linear[0] + .7152*linear[1] + .0722*linear[2]
}

// String writes the colour as CSS does.
func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2]))
}
