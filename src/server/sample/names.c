/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists themselves.  Proportions follow what a southern state's offices
 * see: most names are English, every tenth family writes another language.
 */
#include "server/sample/names.h"

#include "base/str.h"

#define NAMES(...) \
	(const char *const[]) \
	{ \
		__VA_ARGS__, NULL \
	}

/* clang-format off: a table reads by rows. */
static const struct name_stock stocks[] = {
	{ "en", 760, false, " ",
		NAMES("Mary", "Linda", "Brenda", "Latoya", "Keisha", "Tiffany", "Ashley", "Jessica",
			"Amanda", "Sarah", "Emily", "Hannah", "Destiny", "Jasmine", "Alexis",
			"Kayla", "Brianna", "Madison", "Savannah", "Peggy", "Wanda", "Shirley",
			"Loretta", "Dolly", "Ruby", "Ebony", "Shanice", "Monique", "Tamika",
			"Crystal", "Amber", "Heather", "Misty", "April", "Tonya", "Rhonda",
			"Sherry", "Vickie", "Teresa", "Donna", "Carolyn", "Beverly", "Gladys",
			"Bertha", "Zora", "Harper", "Paisley", "Nevaeh", "Skylar", "Raven", "Zoë",
			"Renée", "Chloë", "Eunice", "Opal"),
		NAMES("James", "William", "Robert", "Michael", "David", "Joshua", "Tyler", "Austin",
			"Dakota", "Hunter", "Cody", "Marcus", "Terrell", "Deshawn", "Jamal",
			"Tyrone", "Darius", "Malik", "Xavier", "Jaylen", "Earl", "Floyd", "Clyde",
			"Hank", "Roy", "Bobby", "Jimmy", "Billy Ray", "Ricky", "Randy", "Dwight",
			"Otis", "Leroy", "Cornelius", "Elijah", "Isaiah", "Caleb", "Ethan", "Mason",
			"Logan", "Wyatt", "Brandon", "Justin", "Travis", "Curtis", "Reginald",
			"Cedric", "Vernon", "Homer", "Virgil", "André", "Jesús", "D'Angelo",
			"Te'Quan", "Booker"),
		NAMES("Smith", "Johnson", "Williams", "Jones", "Brown", "Davis", "Miller", "Wilson",
			"Moore", "Taylor", "Anderson", "Thomas", "Jackson", "White", "Harris",
			"Martin", "Thompson", "Robinson", "Clark", "Lewis", "Walker", "Hall",
			"Allen", "Young", "King", "Wright", "Hill", "Scott", "Green", "Adams",
			"Baker", "Nelson", "Carter", "Mitchell", "Roberts", "Turner", "Phillips",
			"Campbell", "Parker", "Evans", "Edwards", "Collins", "Stewart", "Morris",
			"Rogers", "Reed", "Cook", "Morgan", "Bell", "Murphy", "Bailey", "Cooper",
			"Richardson", "Cox", "Howard", "Ward", "Tubbs", "Crockett", "Sevier",
			"Hatmaker", "Ledbetter", "Goins", "Overton", "Cagle", "McCoy", "McNairy",
			"O'Neill-Castaneda", "O'Brien", "Van Buren", "St. Clair", "DeLozier",
			"Fitzgerald-Hughes", "Pruitt", "Swafford", "Lassiter", "Womack",
			"Claiborne", "Bledsoe", "Hardeman", "Puckett", "Rucker", "Bobo", "Null",
			"Tipton") },
	{ "es", 95, false, " ",
		NAMES("María Guadalupe", "Ana Lucía", "Rosa", "Carmen", "Ximena", "Yolanda",
			"Beatriz", "Inés", "Marisol", "Verónica", "Esperanza", "Lourdes",
			"Dulce María", "Itzel", "Nayeli", "Concepción", "Sofía", "Belén"),
		NAMES("José Luis", "Juan Carlos", "Miguel Ángel", "Jesús", "Ramón", "Óscar", "Raúl",
			"Andrés", "Tomás", "Íñigo", "Emiliano", "Santiago", "Efraín", "Joaquín",
			"Ángel", "Rubén"),
		NAMES("Hernández García", "Martínez", "López Peña", "Muñoz", "Núñez Ibarra",
			"Castañeda", "Gutiérrez", "Ramírez", "Ávila", "Ordóñez", "Zúñiga",
			"Peralta", "Quiñones", "de la Cruz", "Vásquez", "Orozco Díaz", "Güemes",
			"Solís") },
	{ "ar", 30, false, " ",
		NAMES("فاطمة", "مريم", "نور", "ليلى", "زينب", "هدى", "سلمى", "رانيا"),
		NAMES("محمد", "أحمد", "يوسف", "علي", "حسن", "إبراهيم", "عمر", "خالد"),
		NAMES("الحسيني", "حداد", "منصور", "النجار", "عبد الرحمن", "خوري", "سليمان",
			"بطرس") },
	{ "ar", 10, false, " ", NAMES("Fatima", "Mariam", "Noor", "Layla", "Zaynab", "Huda"),
		NAMES("Mohammed", "Ahmad", "Yousef", "Ali", "Hassan", "Khalid"),
		NAMES("Al-Hussaini", "Haddad", "Mansour", "Abdel-Rahman", "Boutros", "El-Masri") },
	{ "vi", 16, true, " ",
		NAMES("Thi Hoa", "Thi Lan", "Ngoc Anh", "Thị Phượng", "Thu Hà", "Bích Ngọc",
			"Kim Chi"),
		NAMES("Van Minh", "Quoc Bao", "Đức Huy", "Văn Thắng", "Thanh Tùng", "Hữu Phước"),
		NAMES("Nguyen", "Tran", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Ngô") },
	{ "zh", 12, true, "", NAMES("秀英", "丽华", "小红", "雪梅", "雅婷", "静"),
		NAMES("建国", "志强", "伟", "家豪", "明", "文杰"),
		NAMES("王", "李", "张", "刘", "陳", "欧阳", "黃", "周") },
	{ "zh", 4, false, " ", NAMES("Xiuying", "Lihua", "Yating"),
		NAMES("Jianguo", "Zhiqiang", "Jiahao"),
		NAMES("Wang", "Li", "Chen", "Ouyang", "Huang", "Xu") },
	{ "ko", 8, true, "", NAMES("서연", "지우", "영숙", "미경", "하은"),
		NAMES("민준", "성호", "정훈", "동현", "재영"),
		NAMES("김", "이", "박", "최", "정", "남궁") },
	{ "ja", 3, true, " ", NAMES("陽子", "さくら", "美咲"), NAMES("健太", "翔", "博"),
		NAMES("佐藤", "鈴木", "田中", "渡邊", "髙橋") },
	{ "ne", 9, false, " ", NAMES("सीता", "कमला", "सरस्वती", "अनिता", "गीता"),
		NAMES("राम बहादुर", "कृष्ण", "सन्तोष", "प्रकाश", "दिनेश"),
		NAMES("राई", "गुरुङ", "श्रेष्ठ", "अधिकारी", "तामाङ", "भट्टराई") },
	{ "hi", 4, false, " ", NAMES("Priya", "प्रिया", "Sunita", "Kavita"),
		NAMES("Rajesh", "अमित", "Vikram", "Sanjay"),
		NAMES("Sharma", "पटेल", "Gupta", "Iyer", "Subramaniam") },
	{ "so", 10, false, " ", NAMES("Amina", "Hodan", "Ifrah", "Sagal", "Xalimo"),
		NAMES("Abdirahman", "Cabdullahi", "Liban", "Mahad", "Yuusuf"),
		NAMES("Warsame Ali", "Mohamud Jama", "Xasan", "Abdi Nur", "Farah") },
	{ "sw", 7, false, " ", NAMES("Furaha", "Neema", "Rehema", "Chantal", "Espérance"),
		NAMES("Baraka", "Juma", "Innocent", "Jean-Bosco", "Désiré"),
		NAMES("Mwamba", "Ngandu", "Kabila", "Mukendi", "N'Sele", "Byamungu") },
	{ "en", 10, false, " ", NAMES("Ngozi", "Ifeoma", "Adaeze", "Folasade", "Yetunde"),
		NAMES("Chidi", "Emeka", "Olúwaṣeun", "Babatunde", "Kwame"),
		NAMES("Okafor", "Adébáyọ̀", "Nwosu", "Ọlátúnjí", "Mensah", "Eze-Nwankwo") },
	{ "ku", 9, false, " ", NAMES("Berîvan", "Şîrîn", "Rojîn", "Zelal"),
		NAMES("Azad", "Serhat", "Rêbîn", "Karwan"),
		NAMES("Barzanî", "Zêbarî", "Çelik", "Doskî", "Amêdî") },
	{ "ru", 6, false, " ", NAMES("Ольга", "Наталья", "Оксана", "Світлана"),
		NAMES("Сергей", "Дмитро", "Олексій", "Андрей"),
		NAMES("Шевченко", "Коваленко", "Іваненко", "Ткач", "Мельник") },
	{ "am", 4, false, " ", NAMES("ሰላም", "ሙሉ", "Tigist", "ማርታ"),
		NAMES("አበበ", "Dawit", "ዮሐንስ", "Bekele"),
		NAMES("ተስፋዬ", "Gebremariam", "ከበደ", "Haile") },
	{ "lo", 3, false, " ", NAMES("ນາງ ດາວ", "Bounmy", "ສົມພອນ"),
		NAMES("ສົມສັກ", "Khamphoui", "ບຸນມີ"),
		NAMES("Phommasack", "ວົງສາ", "Souvannarath", "Xaysongkham") },
	{ "pl", 2, false, " ", NAMES("Małgorzata", "Łucja", "Żaneta"),
		NAMES("Paweł", "Zbigniew", "Łukasz"),
		NAMES("Wiśniewski", "Błaszczyk", "Żurawski", "Dąbrowski") },
	{ "tr", 2, false, " ", NAMES("Ayşe", "Gülşen", "İpek"), NAMES("Işık", "İbrahim", "Oğuz"),
		NAMES("Yılmaz", "Çağlar", "Öztürk", "Şimşek") },
	{ "he", 1, false, " ", NAMES("שרה", "רחל"), NAMES("דוד", "יעקב"),
		NAMES("כהן", "לוי", "מזרחי") },
};
/* clang-format on */

/* clang-format off: a table reads by rows. */
static const char *const trades[] = { "Bakery", "Child Care", "Family Day Home", "Catering",
	"Landscaping", "Auto Repair", "Early Learning Center", "Cleaning Services", "Barber Shop",
	"Farm Stand" };
static const char *const places_of_trade[] = { "Cumberland", "Harpeth", "Smoky Ridge", "Reelfoot",
	"Sunny Side", "Tulip Poplar", "Stones River", "Iris", "Blue Heron", "Mockingbird" };
static const char *const employers[] = { "Acme Foods", "Volunteer Packing", "Riverbend Poultry",
	"Harpeth Linen", "Cedar Grove Care Home", "Music Row Diner", "Smoky View Lodge",
	"Delta Freight", "Tri-Lakes Dairy", "Plateau Furniture", "County School Cafeteria",
	"Iris Home Health", "Blue Oval Staffing", "Quick Stop Market", "Walker Roofing",
	"Beale Street Grill" };
static const char *const streets[] = { "Main Street", "Church Street", "Old Mill Road",
	"Poplar Avenue", "Magnolia Drive", "Highway 70", "Cedar Lane", "Gallatin Pike",
	"Lamar Avenue", "Spring Street", "Depot Street", "Jackson Avenue", "Rural Route 2",
	"Dogwood Court", "Broad Street", "Martin Luther King Jr. Boulevard", "Hickory Hollow Lane",
	"River Road" };
/* clang-format on */

static size_t
length(const char *const *names)
{
	size_t count = 0;
	while (names[count])
		count++;
	return count;
}

const struct name_stock *
name_stock_roll(struct dice *dice)
{
	unsigned weights[countof(stocks)];
	for (size_t i = 0; i < countof(stocks); i++)
		weights[i] = stocks[i].weight;
	return &stocks[dice_weighed(dice, weights, countof(stocks))];
}

const struct name_stock *
name_stock_of(const char *language)
{
	for (size_t i = 0; i < countof(stocks); i++)
		if (str_eq(stocks[i].language, language))
			return &stocks[i];
	return &stocks[0];
}

const char *
name_family(const struct name_stock *stock, struct dice *dice)
{
	return stock->families[dice_roll(dice, length(stock->families))];
}

const char *
name_given(const struct name_stock *stock, struct dice *dice, enum sex sex)
{
	const char *const *names = sex == SEX_WOMAN ? stock->women : stock->men;
	return names[dice_roll(dice, length(names))];
}

char *
name_whole(char *out, const struct name_stock *stock, const char *given, const char *family)
{
	snprintf(out, SAMPLE_NAME_MAX, "%s%s%s", stock->family_first ? family : given, stock->joint,
		stock->family_first ? given : family);
	return out;
}

char *
name_business(char *out, struct dice *dice)
{
	snprintf(out, SAMPLE_NAME_MAX, "%s %s", dice_pick(dice, places_of_trade),
		dice_pick(dice, trades));
	return out;
}

const char *
name_employer(struct dice *dice)
{
	return dice_pick(dice, employers);
}

const char *
name_street(struct dice *dice)
{
	return dice_pick(dice, streets);
}
