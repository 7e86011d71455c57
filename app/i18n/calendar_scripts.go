package i18n

func arabic() calendar {
	return calendar{
		weekdays: [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
		months: [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
			"يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
		date:      "{weekday} {day} {month}",
		dateYear:  "{weekday} {day} {month} {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday} {day} {month} {year}، الساعة {time}",
		timeRange: "من {from} إلى {to}",
	}
}

func ukrainian() calendar {
	return calendar{
		weekdays: [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота"},
		months: [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня",
			"липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
		alones: [12]string{"січень", "лютий", "березень", "квітень", "травень", "червень",
			"липень", "серпень", "вересень", "жовтень", "листопад", "грудень"},
		date:      "{weekday}, {day} {month}",
		dateYear:  "{weekday}, {day} {month} {year} року",
		dateOn:    "{day} {month} {year} року",
		dateShort: "{dd}.{mm}.{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year} року",
		dateTime:  "{weekday}, {day} {month} {year} року, {at} {time}",
		timeRange: "{from}–{to}",
		at:        "о",
		atHour:    map[int]string{11: "об"},
	}
}

func russian() calendar {
	return calendar{
		weekdays: [7]string{"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"},
		months: [12]string{"января", "февраля", "марта", "апреля", "мая", "июня",
			"июля", "августа", "сентября", "октября", "ноября", "декабря"},
		alones: [12]string{"январь", "февраль", "март", "апрель", "май", "июнь",
			"июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"},
		date:      "{weekday}, {day} {month}",
		dateYear:  "{weekday}, {day} {month} {year} года",
		dateOn:    "{day} {month} {year} года",
		dateShort: "{dd}.{mm}.{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year} года",
		dateTime:  "{weekday}, {day} {month} {year} года, в {time}",
		timeRange: "{from}–{to}",
	}
}

func chinese() calendar {
	return calendar{
		weekdays: [7]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"},
		months: [12]string{"1月", "2月", "3月", "4月", "5月", "6月",
			"7月", "8月", "9月", "10月", "11月", "12月"},
		date:      "{month}{day}日{weekday}",
		dateYear:  "{year}年{month}{day}日{weekday}",
		dateShort: "{year}/{m}/{d}",
		dayMonth:  "{month}{day}日",
		month:     "{year}年{alone}",
		dateTime:  "{year}年{month}{day}日{weekday} {time}",
		timeRange: "{from}–{to}",
	}
}

func bengali() calendar {
	return calendar{
		weekdays: [7]string{"রবিবার", "সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার"},
		months: [12]string{"জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন",
			"জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"},
		date:      "{weekday}, {day} {month}",
		dateYear:  "{weekday}, {day} {month} {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday}, {day} {month} {year}, সময় {time}",
		timeRange: "{from}–{to}",
	}
}

func urdu() calendar {
	return calendar{
		weekdays: [7]string{"اتوار", "پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ"},
		months: [12]string{"جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون",
			"جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"},
		date:      "{weekday} {day} {month}",
		dateYear:  "{weekday} {day} {month} {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday} {day} {month} {year}، وقت {time}",
		timeRange: "{from} سے {to} تک",
	}
}
