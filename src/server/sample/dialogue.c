/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations themselves.
 */
#include "server/sample/dialogue.h"

#include "base/str.h"

#define TURNS(...) \
	(const char *const[]) \
	{ \
		__VA_ARGS__, NULL \
	}

/* clang-format off: a table reads by rows. */
static const struct dialogue dialogues[] = {
	{ "en", "what is missing", NULL,
		TURNS("C Hi, I applied last week and want to know if you need anything else from me",
			"B I can look that up. What is your application number?", "C {number}",
			"B Thank you. I see one thing we are still waiting for. You can read the list on your status page with the number and code on your receipt.",
			"C can I just take a picture of the pay stub with my phone",
			"B Yes. A clear photo of the whole page is fine, with the name, the dates and the amount readable.",
			"C ok thanks", "B You are welcome. Is there anything else?",
			"C no that's it") },
	{ "en", "interview missed", "asked for a person",
		TURNS("C I missed my phone interview because I was at work. Am I going to be denied?",
			"B A missed interview can be set again. Would you like to speak with a caseworker about a new time?",
			"C yes please", "E handed over to a caseworker",
			"W Hello, this is {worker}. I see the call on the calendar. No, one missed call does not end your application.",
			"C thank god. I get off at 3 most days",
			"W I can call you at 3:30. Is this number still good?",
			"C yes and you can leave a voicemail",
			"I Works days until 15:00; do not set morning interviews.",
			"W It is set. You will get a letter too. If something comes up, answer here or call us.",
			"C thank you so much") },
	{ "en", "status", NULL,
		TURNS("C where is my application",
			"B Please give me your application number, and I will tell you how to see every step.",
			"C {number}",
			"B A caseworker is reading it. You can see each update on your status page; it changes by itself.",
			"C how long does it take",
			"B By law, food help is decided within 30 days of filing, and within 7 days for homes with almost no income. Most are decided sooner.") },
	{ "en", "lost job", "the question is about this household",
		TURNS("C My hours got cut to zero two days after I applied. Do I have to start over",
			"B No new form is needed to report a change. I am not able to change facts in your file, so I will ask a caseworker to join.",
			"C ok", "E handed over to a caseworker",
			"W Hi, {worker} here. Can you tell me the employer and the last day worked?",
			"C Riverbend Poultry, last check was on the 7th",
			"W Do you have the letter or a text from them? A screenshot will do.",
			"C I have a text from my supervisor",
			"W Please send it through the status page. I have noted that you reported it today.",
			"I Reported loss of hours in chat; check whether the expedited test is met now.",
			"C will do. thank you") },
	{ "en", "rent receipt", NULL,
		TURNS("C My landlord won't give me a receipt for rent, what can I send instead",
			"B Other papers can show your rent: a lease, a cancelled check, a bank statement with the payment, or a signed letter from the landlord.",
			"C I pay cash to my aunt",
			"B A short letter from your aunt with the address, the amount, the month and her telephone number will do. A caseworker may call her.",
			"C ok I'll ask her") },
	{ "en", "child care provider", NULL,
		TURNS("C can I use my neighbor to watch my kids and get help paying",
			"B Care by a neighbor can be paid if the neighbor is approved as a provider first.",
			"C how do they get approved",
			"B They fill in a form and pass a background check. It usually takes two to three weeks.",
			"C and the daycare on Church Street?",
			"B Licensed centers can be paid from the day you are approved. Please put the name of the center in your application.") },
	{ "en", "someone else called", "sounds urgent",
		TURNS("C we have no food in the house and the baby needs formula",
			"B I am sorry. Homes with very little money can get help within 7 days. I am asking a caseworker to join now.",
			"E handed over to a caseworker", "C please hurry",
			"W This is {worker}. I am looking at your application right now. How many are you, and is anyone working?",
			"C 4 of us. nobody since Friday",
			"W Thank you. I only need proof of who you are before food help can start. Do you have any ID?",
			"C my old school ID and the birth certificates",
			"W Either is fine, send a photo. Today you can also get food at the pantry in your county; I will send the address.",
			"I Expedited: identity only before approval.", "C ok sending it now") },
	{ "en", "appeal", NULL,
		TURNS("C I think you got my income wrong how do I appeal",
			"B You can ask for a fair hearing by phone, by letter, on the website, or by telling any worker. The last day is in your letter.",
			"C do I need a lawyer",
			"B No. You may bring anyone to help you, and free legal help is named in your letter.") },
	{ "en", "address", "the record has to be changed",
		TURNS("C i moved. can you change my address to the new one and not tell my ex",
			"B I can't change your record here. A caseworker can, and can also keep your address hidden.",
			"C yes please I need it hidden", "E handed over to a caseworker",
			"W I understand. Are you safe to chat right now?", "C yes",
			"W I will mark the address as hidden: only the workers on your case can see it. Letters can go to the address confidentiality program.",
			"C thank you. that helps a lot") },
	{ "en", "language", NULL,
		TURNS("C my mom speaks only Vietnamese can someone call her",
			"B Yes. An interpreter is free for every call and interview. Which number should we use?",
			"C same one on the application, after 5",
			"B I noted the language and the time for the caseworker.") },
	{ "en", "card", "asked for a person",
		TURNS("C approved but no card yet",
			"B Cards come by mail 5 to 7 days after approval.",
			"C its been 10 days. agent", "E handed over to a caseworker",
			"W Hello, {worker}. Let me check the address it went to.",
			"C 14 Depot Street apt B",
			"W The apartment letter is missing in our record. I am correcting it, and a new card goes out today.",
			"C finally. thanks") },
	{ "en", "strange text", NULL,
		TURNS("C <b>hello</b> is this & that \"secure\"? =1+1",
			"B I can help with food help, Families First and child care. What would you like to know?",
			"C just testing \xf0\x9f\x98\x85 my niece says it's a robot \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
			"B I am the virtual agent. You can ask for a person at any time by writing \"person\".") },
	{ "es", "qué falta", NULL,
		TURNS("C Buenas tardes, quiero saber qué documentos me faltan",
			"B Con gusto. ¿Cuál es el número de su solicitud?", "C {number}",
			"B Gracias. Todavía esperamos un comprobante. La lista completa está en su página de estado.",
			"C ¿Puedo mandar una foto del talón de pago?",
			"B Sí. Una foto clara de toda la hoja sirve; deben leerse el nombre, las fechas y la cantidad.",
			"C Muchas gracias") },
	{ "es", "entrevista", "pidió hablar con una persona",
		TURNS("C No pude contestar la llamada de la entrevista, estaba en el trabajo",
			"B Se puede fijar otra fecha. ¿Quiere hablar con una persona?",
			"C sí por favor en español", "E handed over to a caseworker",
			"W Hola, le habla {worker}. No se preocupe, una llamada perdida no cierra su solicitud. ¿A qué hora le conviene?",
			"C después de las cuatro",
			"W Le llamo mañana a las 4:15. Le llegará también una carta.",
			"C Dios la bendiga") },
	{ "es", "cuánto tarda", NULL,
		TURNS("C ¿Cuánto tarda la ayuda de comida?",
			"B Por ley se decide en 30 días, y en 7 días si el hogar casi no tiene ingresos. La mayoría se decide antes.",
			"C ok gracias") },
	{ "es", "guardería", "la pregunta es sobre su hogar",
		TURNS("C Cambié de trabajo, ¿pierdo la ayuda de la guardería?",
			"B Un cambio de trabajo no cierra su caso por sí mismo. Voy a pedir que una persona lo revise.",
			"E handed over to a caseworker",
			"W Buenos días, soy {worker}. ¿Cuántas horas trabaja por semana en el empleo nuevo?",
			"C 32 horas",
			"W Entonces cumple con las horas. Mande por favor una carta del empleador o el primer talón.",
			"C Perfecto, la mando el viernes") },
	{ "ar", "ما هو الناقص", NULL,
		TURNS("C مرحبا، أريد أن أعرف ما هي الأوراق الناقصة في طلبي",
			"B أهلاً بك. ما هو رقم الطلب؟", "C {number}",
			"B شكراً. ما زلنا ننتظر إثبات الدخل. يمكنك إرسال صورة واضحة.",
			"C شكراً جزيلاً") },
	{ "vi", "biên lai", "yêu cầu gặp nhân viên",
		TURNS("C Tôi đã gửi biên lai tiền nhà, quý vị nhận được chưa?",
			"B Tôi không xem được giấy tờ trong hồ sơ. Quý vị có muốn gặp nhân viên không?",
			"C có, một người nói tiếng Việt", "E handed over to a caseworker",
			"W Chào cô, tôi là {worker}. Tôi thấy giấy này trong hồ sơ, gửi hôm qua.",
			"C Cảm ơn, vậy còn thiếu gì nữa không?",
			"W Chỉ còn phiếu lương kỳ thứ hai thôi ạ.") },
	{ "zh", "申请进度", NULL,
		TURNS("C 你好，我的申请到哪一步了？", "B 您好！请告诉我您的申请号码。",
			"C {number}", "B 谢谢。工作人员正在审核您的申请，状态页面会自动更新。",
			"C 好的，谢谢") },
	{ "ko", "인터뷰", NULL,
		TURNS("C 전화 인터뷰 시간을 바꿀 수 있나요?",
			"B 네, 상태 페이지에서 다른 시간을 요청하실 수 있습니다.",
			"C 감사합니다") },
	{ "ne", "कागजात", NULL,
		TURNS("C मेरो निवेदनमा के कागजात चाहिन्छ?", "B तपाईंको निवेदन नम्बर के हो?", "C {number}",
			"B धन्यवाद। तलबको रसिद अझै आएको छैन।") },
	{ "so", "caawimo cunto", NULL,
		TURNS("C Waan codsaday caawimada cuntada, goormaan jawaab helayaa?",
			"B Sharcigu wuxuu dhigayaa 30 maalmood gudahood. Inta badan way ka dhakhso badan tahay.",
			"C Mahadsanid") },
};
/* clang-format on */

static const struct dialogue *
roll(struct dice *dice, const char *language, bool handed_over)
{
	const struct dialogue *found[countof(dialogues)];
	size_t count = 0;
	for (size_t i = 0; i < countof(dialogues); i++)
		if (str_eq(dialogues[i].language, language) &&
			(!handed_over || dialogues[i].handoff))
			found[count++] = &dialogues[i];
	return count > 0 ? found[dice_roll(dice, count)] : roll(dice, "en", handed_over);
}

const struct dialogue *
dialogue_roll(struct dice *dice, const char *language)
{
	return roll(dice, language, false);
}

const struct dialogue *
dialogue_handed_over(struct dice *dice, const char *language)
{
	return roll(dice, language, true);
}

/* clang-format off: a table reads by rows. */
static const char *const notes[] = {
	"Called the employer on the stub; HR confirms the dates and the rate of pay.",
	"Customer asks that letters go to her sister's address until the end of the month.",
	"Landlord confirmed rent by phone; waiting for it in writing.",
	"Household: uncle sleeps there on weekdays only, buys his own food. Ask again at the interview.",
	"Stub of the second period is cut off at the right edge. Asked for a new photo.",
	"Prefers text messages. Voicemail is full.",
	"Interpreter booked for the interview, confirmed by the line.",
	"Job ends with the season; look at income again at recertification.",
	"Bank statement shows a deposit not named in the form: gift from a brother, once.",
	"School confirmed enrolment of both children.",
	"Says that the previous application was lost. Found nothing under the old number.",
	"Utilities are in the landlord's name; pays a third in cash.",
};
static const char *const calls[] = {
	"Explained which two stubs are needed and that a photo will do.",
	"No answer, left a voicemail with the number to call back.",
	"Customer asked when there will be a decision; told her what is still open.",
	"Employer's office says the person in charge is back on Monday.",
	"Set a time for the interview with the customer's daughter, who interprets.",
	"Wrong number; the owner of the line does not know the customer.",
	"Customer reports that the car broke down and she cannot come in; offered a call.",
};
static const char *const approvals[] = {
	"Income and household as stated and proved. Interview held, nothing contradicts the form.",
	"Identity and income proved; rent taken from the lease. No open question.",
	"Two pay periods on file agree with the form. Approved for the full period.",
};
static const char *const denials[] = {
	"Asked in writing, waited past the date and past day 30; nothing came.",
	"Income of both stubs is over the limit; explained on the phone before deciding.",
	"Two offers missed, no call back. Letter explains how to reopen.",
};
/* clang-format on */

const char *
dialogue_note(struct dice *dice)
{
	return dice_pick(dice, notes);
}

const char *
dialogue_call(struct dice *dice)
{
	return dice_pick(dice, calls);
}

const char *
dialogue_rationale(struct dice *dice, bool approved)
{
	return approved ? dice_pick(dice, approvals) : dice_pick(dice, denials);
}
