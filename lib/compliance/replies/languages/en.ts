import type { Language } from "../language";
import { likely } from "./en-likely";
import { certain, sure } from "./en-sure";
import { turned } from "./en-turned";

export const english: Language = {
  code: "en",
  source: "47 CFR 64.1200(a)(10); CTIA handbook and principles 5.1.3; AWS and Twilio defaults; usage",
  words: {
    bridge:
      "even think about thinking of consider considering make makes to want wish need mean meant going gonna say said ever even you dare please ask asked tell be get have it let try plan planning intend wanna would like just no at_all would_not them him her us me my off_me the a really who",
    but: "but so and then please pls plz just now must actually okay ok",
    bare: "stop stopp sto stop2quit stop2end stop2stop deactivate halt terminate no_more nomore removal stopall stopstop stop_all unjoin unsubscribe unsubscribed unsub unsubscribing cancel end quit revoke optout opt_out opting_out opt_out_all remove removeme remove_me takemeoff take_me_off stoptexting donottext do_not_text donttextme dont_text_me td cancel_all end_all unsubscribe_all cease discontinue desist stop_sms alto no_mas nomas",
    stop: "stop стоп stopp quit cease halt desist discontinue refrain 🛑 stopping",
    unsub:
      "unsubscribe unsubscribing unsubscribe_me unsub unsubscribed_me un_subscribe op_out optout opt_out opt_me_out opt_us_out opt_this_number_out opting_out opting_me_out deregister unregister unlist_me unenroll_me delist_me be_unsubscribed",
    cancel:
      "kill deactivate cancel cancelling canceling discontinue end terminate cease shut_off turn_off switch_off halt",
    remove:
      "exclude cut withdraw block omit wipe clear deactivate remove removed delete deleted erase strike scrub lose purge removing unlist unsubscribe scratch",
    take: "take taken get takeme tak drop dropped pull pulled taking cross getting let",
    out: "off of out offa",
    send: "text texting texted txt txting textin texts sending send messaging message msg msging contacting contact spamming spam sms smsing sendin bothering pestering bugging harassing annoying hounding badgering messagin blasting",
    message:
      "texts text message messages msg msgs txt txts sms mms texting messaging promos promo promotions promotion ads adverts advertisements notifications notification alerts alert spam coupons communication communications newsletter newsletters marketing offers mailings solicitations blasts stuff_you_send everything_you_send contact",
    me: "me us him her",
    number: "number name particulars ☎ # phone phones mobile cell landline contact_info",
    list: "everything service contacts directory spreadsheet campaign alerts notifications messaging list lists lst database distribution texts texting messages records system systems subscribers subscription marketing program programme mailing_list text_chain group_text promos here this_group this_chat thread",
    not: "do_nit dont don_t do_not don_not not never cannot cant can_t wont wouldnt didnt did_not doesnt does_not couldnt shouldnt isnt no_longer aint gonnae_no nobody no_reason_to without rather_not glad_i_didnt",
    none: "no no_more no_mas zero enough no_further any_further",
    more: "anymore any_more more again further any_longer no_more longer anything nothin nothing",
    want: "want wants wanted wanna wish need like care prefer interested consent agree would_like",
    get: "get receive getting receiving be_texted be_contacted hear hearing be_messaged receive_any be_sent",
    consent: "consent permission authorization authorisation authority",
    revoke:
      "take_back taking_back revoke revoking revoked withdraw withdrawn withdrawing withdrawal rescind rescinded cancel retract retracting pull",
    polite:
      "please pls plz plse pleasee thanks thank thankyou thx thnx ty tks ta cheers you u so much kindly hi hello hey dear sir sirs madam maam mate guys folks yall team all ok okay k yes yeah yep no nope nah wait actually just now right_now immediately asap today sorry apologies excuse me and but so then or well oh omg lol already again at_once for_now forever permanently really seriously sincerely regards bye ffs wtf stfu jesus christ jesus_christ damn dammit fuck fucking fking f ing ducking god goddamn holy hell bloody for_fucks_sake fucks sake for the_love_of_god for_the_last_time for_the_3rd_time once last time third first second 3rd 2nd request warning notice enough nicely i_said said_i i_asked subject re fw fwd none nosubject no_subject happy holidays good morning afternoon evening night day again_please pretty_please 🛑 🖕 via also too help info start unstop join y na po lah por favor svp bitte abeg kar do this that_s man completely altogether n god_bless bless have_a_great_day have_a_good_day bro dude sis honey idiots scammers creeps people assholes asshole jerks bot robot human messaging texting immediately_please thank_you_so_much text no_offense much_appreciated",
    said: "said texted replied sent say typed told asked wrote answered saying texting responded texting_you asking",
    ask: "how what why when where who which whats whens hows do_i do_you do_u does did is_it is_there is_this are_you am_i will_i will_it will_this should_i has_it has_the have_i have_you can_i could_i may_i",
    request:
      "can_you could_you would_you will_you can_u could_u would_u will_u can_somebody could_somebody can_someone could_someone can_i_be could_i_be may_i_be may_i_please can_i_please could_i_please can_we_be can_ya is_it_possible is_there_any_way is_there_a_way_you any_chance_you would_it_be_possible why_wont_you why_cant_you when_are_you_going_to when_will_you how_many_times how_many_more_times what_part which_part how_about how_bout what_do_i_have_to_do would_you_be_so_kind please how_often_do_i kindly do_you_mind would_you_mind can_y_all can_yall",
    partly:
      "please_end so_early so_late so_often so_much_in at_work_only on_sundays on_sunday on_weekends on_saturdays at_night after_5* after_6* after_7* after_8* after_9* after_1* before_7* before_8* before_9* before_1* before_6* before_noon in_the_morning in_the_evening during_work during_class until until_after till for_a_month for_a_week for_a_while duplicates pictures instead emails email emailing calling calls call_me phone_calls mailing_me catalogs catalogues except just_the only_the but_keep keep_the on_vacation at_work after_pm while_im while_i_am at_6 at_7 at_5 at_3 at_4 on_shabbat on_weekdays political_ones kids_stuff cat_offers for_now_until from_emails appointment reminders",
    eager:
      "lol haha hahaha hahah lmao rofl 😂 love cute adorable sign_me_up count_me_in count_us_in count_on ill_take i_ll_take ill_be_there i_m_in im_in see_you_at serious hilarious amazing awesome jk just_kidding so_good obsessed gorgeous take_my_money send_the_link what_time omg_yes sale_of_the_year i_want_that i_want_it i_need_it i_need_that i_love look_and_listen that_s_so so_cute hammer_time youre_killing killing_me that_s_amazing thats_amazing killing_me shut_up_and_take free_shipping drop_everything add_me_back keep_me keep_them_coming cant_wait",
    thing:
      "newspaper auto_renew size neighbor paper trial package packages driver large small medium coffee food pizza bill invoices receipt order orders appointment appt reservation booking payment payments delivery shipment shipping package flight table class lesson meeting hotel tickets ticket trip check cheque membership rental game event cleaning car cart item candle hat onions tip photo invoice refund presses pipeline train bus bank loss transfer autopay gym insurance ride pickup prescription refill card transaction purchase old_number waitlist raffle guest_list waiting_list party_list class_list schedule hold tuesday wednesday war steal cuts",
    mistake: "mistake accident accidentally error wrong_button oops unintentionally by_mistake didnt_mean",
  },
  certain,
  turned,
  sure,
  likely,
};
