"""Names of countries as people write them (CLDR): in English all, in other languages the usual hosts.

Data only: a code, then its name; `=` between names of the same country, `;` between countries.
"""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "en": """
        AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua & Barbuda; AI Anguilla; AL
        Albania; AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU
        Australia; AW Aruba; AX Åland Islands; AZ Azerbaijan; BA Bosnia & Herzegovina; BB Barbados; BD
        Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL St.
        Barthélemy; BM Bermuda; BN Brunei; BO Bolivia; BQ Caribbean Netherlands; BR Brazil; BS Bahamas; BT
        Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos (Keeling)
        Islands; CD Congo-Kinshasa; CF Central African Republic; CG Congo-Brazzaville; CH Switzerland; CI
        Côte d’Ivoire; CK Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU
        Cuba; CV Cape Verde; CW Curaçao; CX Christmas Island; CY Cyprus; CZ Czechia = Czech Republic; DE
        Germany; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE
        Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK
        Falkland Islands; FM Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom = Great
        Britain; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL
        Greenland; GM Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia
        & South Sandwich Islands; GT Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM
        Heard & McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland;
        IL Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory; IQ Iraq; IR Iran; IS
        Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH
        Cambodia; KI Kiribati; KM Comoros; KN St. Kitts & Nevis; KP North Korea; KR South Korea; KW
        Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos; LB Lebanon; LC St. Lucia; LI Liechtenstein; LK
        Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco;
        MC Monaco; MD Moldova; ME Montenegro; MF St. Martin; MG Madagascar; MH Marshall Islands; MK North
        Macedonia; ML Mali; MM Myanmar; MN Mongolia; MO Macao; MP Northern Mariana Islands; MQ Martinique;
        MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY
        Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI
        Nicaragua; NL Netherlands = The Netherlands = Holland; NO Norway; NP Nepal; NR Nauru; NU Niue; NZ
        New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH
        Philippines; PK Pakistan; PL Poland; PM St. Pierre & Miquelon; PN Pitcairn Islands; PR Puerto
        Rico; PS Palestinian Territories; PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO
        Romania; RS Serbia; RU Russia = Russian Federation; RW Rwanda; SA Saudi Arabia; SB Solomon
        Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH St. Helena; SI Slovenia; SJ Svalbard
        & Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS
        South Sudan; ST São Tomé & Príncipe; SV El Salvador; SX Sint Maarten; SY Syria; SZ Eswatini; TC
        Turks & Caicos Islands; TD Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ
        Tajikistan; TK Tokelau; TL Timor-Leste; TM Turkmenistan; TN Tunisia; TO Tonga; TR Türkiye =
        Turkey; TT Trinidad & Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; UM U.S.
        Outlying Islands; US United States = United States of America = USA; UY Uruguay; UZ Uzbekistan; VA
        Vatican City; VC St. Vincent & Grenadines; VE Venezuela; VG British Virgin Islands; VI U.S. Virgin
        Islands; VN Vietnam; VU Vanuatu; WF Wallis & Futuna; WS Samoa; XK Kosovo; YE Yemen; YT Mayotte; ZA
        South Africa; ZM Zambia; ZW Zimbabwe
    """,
    "de": """
        AT Österreich; BE Belgien; BG Bulgarien; CA Kanada; CH Schweiz; CY Zypern; CZ Tschechien; DE
        Deutschland; DK Dänemark; EE Estland; ES Spanien; FI Finnland; FR Frankreich; GB Vereinigtes
        Königreich = Großbritannien; GR Griechenland; HK Hongkong; HR Kroatien; HU Ungarn; IE Irland; IS
        Island; IT Italien; LT Litauen; LU Luxemburg; LV Lettland; MD Republik Moldau = Moldau; NL
        Niederlande = Holland; NO Norwegen; PL Polen; RO Rumänien; RS Serbien; RU Russland; SE Schweden;
        SG Singapur; SI Slowenien; SK Slowakei; TR Türkei; US Vereinigte Staaten = USA
    """,
    "et": """
        BE Belgia; BG Bulgaaria; CA Kanada; CH Šveits; CY Küpros; CZ Tšehhi; DE Saksamaa; DK Taani; EE
        Eesti; ES Hispaania; FI Soome; FR Prantsusmaa; GB Ühendkuningriik = Suurbritannia; GR Kreeka; HK
        Hongkong; HR Horvaatia; HU Ungari; IE Iirimaa; IS Island; IT Itaalia; JP Jaapan; LT Leedu; LU
        Luksemburg; LV Läti; NL Holland = Madalmaad; NO Norra; PL Poola; RO Rumeenia; RU Venemaa; SE
        Rootsi; SG Singapur; SI Sloveenia; SK Slovakkia; TR Türgi; UA Ukraina; US Ameerika Ühendriigid =
        USA
    """,
    "el": """
        AT Αυστρία; BE Βέλγιο; BG Βουλγαρία; CA Καναδάς; CH Ελβετία; CY Κύπρος; CZ Τσεχία; DE Γερμανία; DK
        Δανία; EE Εσθονία; ES Ισπανία; FI Φινλανδία; FR Γαλλία; GB Ηνωμένο Βασίλειο; GR Ελλάδα; HK Χονγκ
        Κονγκ; HR Κροατία; HU Ουγγαρία; IE Ιρλανδία; IS Ισλανδία; IT Ιταλία; JP Ιαπωνία; LI Λιχτενστάιν;
        LT Λιθουανία; LU Λουξεμβούργο; LV Λετονία; MD Μολδαβία; MT Μάλτα; NL Κάτω Χώρες = Ολλανδία; NO
        Νορβηγία; PL Πολωνία; PT Πορτογαλία; RO Ρουμανία; RS Σερβία; RU Ρωσία; SE Σουηδία; SG Σιγκαπούρη;
        SI Σλοβενία; SK Σλοβακία; TR Τουρκία; UA Ουκρανία; US Ηνωμένες Πολιτείες = ΗΠΑ
    """,
    "lt": """
        AT Austrija; BE Belgija; BG Bulgarija; CA Kanada; CH Šveicarija; CY Kipras; CZ Čekija; DE
        Vokietija; DK Danija; EE Estija; ES Ispanija; FI Suomija; FR Prancūzija; GB Jungtinė Karalystė; GR
        Graikija; HK Honkongas; HR Kroatija; HU Vengrija; IE Airija; IS Islandija; IT Italija; JP
        Japonija; LI Lichtenšteinas; LT Lietuva; LU Liuksemburgas; LV Latvija; NL Nyderlandai = Olandija;
        NO Norvegija; PL Lenkija; PT Portugalija; RO Rumunija; RS Serbija; RU Rusija; SE Švedija; SG
        Singapūras; SI Slovėnija; SK Slovakija; TR Turkija; UA Ukraina; US Jungtinės Valstijos = JAV
    """,
    "sv": """
        AT Österrike; BE Belgien; BG Bulgarien; CA Kanada; CH Schweiz; CY Cypern; CZ Tjeckien; DE
        Tyskland; DK Danmark; EE Estland; ES Spanien; FR Frankrike; GB Storbritannien; GR Grekland; HK
        Hongkong; HR Kroatien; HU Ungern; IE Irland; IS Island; IT Italien; LT Litauen; LU Luxemburg; LV
        Lettland; MD Moldavien; NL Nederländerna = Holland; NO Norge; PL Polen; RO Rumänien; RS Serbien;
        RU Ryssland; SE Sverige; SI Slovenien; SK Slovakien; TR Turkiet; UA Ukraina; US USA
    """,
}
