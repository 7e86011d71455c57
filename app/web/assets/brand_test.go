package assets

import (
	"os"
	"strings"
	"testing"
)

func TestBrandRefusesWhatCannotBeRead(t *testing.T) {
	for _, bad := range []string{"", "#", "petrolio", "#12345", "#1234567", "#zzzzzz", "#fff", "red;}body{display:none"} {
		if css, err := Brand(bad); err == nil {
			t.Errorf("%q: %s, want an error", bad, css)
		}
	}
	for _, pale := range []string{"#ffffff", "#ffcc00", "#7fb2c0", "#0088aa"} {
		if _, err := Brand(pale); err == nil || !strings.Contains(err.Error(), "contrast") {
			t.Errorf("%s: %v, want an error about contrast", pale, err)
		}
	}
}

func TestBrandShadesKeepContrast(t *testing.T) {
	white := colour{255, 255, 255}
	for _, s := range []string{DefaultBrand, "#7a1f2b", "#2c5d1e", "#000000", "#5c2d91"} {
		css, err := Brand(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		shade := map[string]colour{}
		for line := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(string(css), ":root{"), "}\n"), ";") {
			name, value, _ := strings.Cut(line, ":")
			if c, err := parse(value); err == nil {
				shade[name] = c
			}
		}
		for _, dark := range []string{"--brand", "--brand-hover", "--brand-strong", "--brand-deep"} {
			for _, ground := range []colour{white, shade["--brand-tint"]} {
				if r := contrast(shade[dark], ground); r < textContrast {
					t.Errorf("%s: %s on %s: contrast %.2f", s, dark, ground, r)
				}
			}
		}
	}
}

func TestContrastIsTheOneOfWCAG(t *testing.T) {
	black, white, grey := colour{}, colour{255, 255, 255}, colour{118, 118, 118}
	if r := contrast(black, white); r < 20.99 || r > 21.01 {
		t.Errorf("black on white: %.2f, want 21", r)
	}
	if r := contrast(white, grey); r < 4.53 || r > 4.55 {
		t.Errorf("#767676 on white: %.3f, want 4.54", r)
	}
}

// The sheet holds the default colour's shades itself, so that a portal without its
// own colour needs no second stylesheet; both must say the same.
func TestTokensAreTheDefaultBrand(t *testing.T) {
	data, err := os.ReadFile("../../../static/src/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	tokens := strings.ReplaceAll(string(data), " ", "")
	css, err := Brand(DefaultBrand)
	if err != nil {
		t.Fatal(err)
	}
	for declaration := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(string(css), ":root{"), "}\n"), ";") {
		if !strings.Contains(tokens, declaration+";") {
			t.Errorf("tokens.css does not hold %s", declaration)
		}
	}
}
