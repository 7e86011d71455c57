package i18n

import "testing"

func TestTextFallsBackAndSaysInWhichLanguageItIs(t *testing.T) {
	for _, x := range []struct {
		text         Text
		lang         string
		want, actual string
	}{
		{Text{"it": "a", "ar": "b"}, "ar", "b", "ar"},
		{Text{"it": "a", "ar": ""}, "ar", "a", "it"},
		{Text{"it": "a"}, "it", "a", "it"},
		{Text{"fr": "c"}, "ar", "c", "fr"},
		{Text{}, "ar", "", "ar"},
		{nil, "ar", "", "ar"},
	} {
		got, actual := x.text.In(x.lang)
		if got != x.want || actual != x.actual {
			t.Errorf("%v in %s: %q %s", x.text, x.lang, got, actual)
		}
	}
}

func TestTextGoesToJSONAndBack(t *testing.T) {
	in := Text{"it": `l'"ora" <1>`, "ar": "مرحبا"}
	v, err := in.Value()
	if err != nil {
		t.Fatal(err)
	}
	var out Text
	if err := out.Scan([]byte(v.(string))); err != nil || out["it"] != in["it"] || out["ar"] != in["ar"] {
		t.Errorf("%v %v", out, err)
	}
	if v, _ := Text(nil).Value(); v != "{}" {
		t.Errorf("nil → %v", v)
	}
	if err := out.Scan(nil); err != nil || len(out) != 0 {
		t.Errorf("NULL → %v %v", out, err)
	}
	if out.Scan(`[1]`) == nil || out.Scan(3) == nil {
		t.Error("misshapen jsonb accepted")
	}
	clean := Text{"it": "  a\x00b ", "en": " ", "xx": "y"}.Clean()
	if len(clean) != 1 || clean["it"] != "ab" || clean.Empty() || !(Text{"it": ""}).Empty() {
		t.Errorf("clean: %v", clean)
	}
}
