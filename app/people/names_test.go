package people

import (
	"slices"
	"testing"
)

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"D'Àlia":           "dalia",
		"Anna-Maria":       "anna maria",
		"  Ștefan  Țepeș ": "stefan tepes",
		"Шевченко":         "shevchenko",
		"王小明":              "wang xiao ming",
		"Çela":             "cela",
		"\x00<script>":     "script",
		"123":              "",
	} {
		if got := Fold(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestOneSkeletonAcrossScripts: what people type in Latin letters finds the name
// written in its own script, and the other way round.
func TestOneSkeletonAcrossScripts(t *testing.T) {
	for _, same := range [][]string{
		{"محمد", "Mohammed", "Muhamad", "Mohamed"},
		{"أحمد", "Ahmed", "Ahmad"},
		{"فاطمة", "Fatima", "Fatma", "ফাতেমা"},
		{"یوسف", "Yusuf", "Youssef"},
		{"خالد", "Khaled", "Khalid"},
		{"রহমান", "Rahman", "Rohman"},
		{"হোসেন", "Hossain", "Hosen"},
		{"Шевченко", "Shevchenko", "Scevcenko"},
		{"Олександр", "Oleksandr", "Aleksander"},
		{"شیخ", "Sheikh", "Shaikh"},
	} {
		want := Skeleton(Fold(same[0]))
		for _, name := range same[1:] {
			if got := Skeleton(Fold(name)); got != want || len(got) < 2 {
				t.Errorf("%s: %q, %s: %q", same[0], want, name, got)
			}
		}
	}
	if Skeleton("fatima") == Skeleton("ahmed") || Skeleton("shevchenko") == Skeleton("savchuk") {
		t.Error("different names have one skeleton")
	}
}

func TestWordsOfAName(t *testing.T) {
	got := words("Abd al-Rahman", "عبد الرحمن")
	for _, want := range []string{"abd", "rahman", "alrahman", "rhmn"} {
		if !slices.Contains(got, want) {
			t.Errorf("%v misses %q", got, want)
		}
	}
	if len(words("", "   ")) != 0 {
		t.Error("no name has words")
	}
}
