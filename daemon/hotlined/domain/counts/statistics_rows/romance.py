"""Labels of statistics in Spanish, French, Italian and Portuguese."""

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, str]] = {
    "es": """
t_assessed: Reportes y valoraciones
t_lea: Remisión a la policía
t_times: Duración
t_removal: Retirada de contenido alojado en el país
t_countries: Países de alojamiento (elementos)
t_providers: Proveedores de alojamiento del país (elementos)
t_feedback: Información de la policía sobre casos concretos
t_dsa: Notificaciones por proveedor (DSA, artículo 22, apartado 3)
reports: Reportes del público
cases: Casos valorados
illegal: - ilícitos
unsure: - sin certeza
not_illegal: - no ilícitos
urgent: Casos urgentes
items: Elementos de contenido (URL)
abroad: Casos alojados en el extranjero
iccam: - reportados a través de ICCAM
reported: Casos remitidos a la policía
same_day: - antes del fin del mismo día laborable
received: - con acuse de recibo
reminders: Recordatorios por falta de acuse de recibo
holds: Solicitudes de suspensión de una notificación
long_holds: - en vigor más de 30 días
questions: Correos que no se entendieron del todo
public_lea: Del reporte del público a la policía
found_lea: De la valoración a la policía
lea_receipt: Del servidor de la policía al acuse de recibo
lea_notice: Del servidor de la policía a la notificación
notice_removed: De la notificación a la retirada
public_removed: Del reporte del público a la retirada
removed: Elementos retirados
claimed: Retirados solo según el proveedor
removed_1: - en el plazo de 1 día desde la valoración
removed_3: - en el plazo de 3 días desde la valoración
removed_7: - en el plazo de 7 días desde la valoración
noticed_1: - en el plazo de 1 día desde la notificación
noticed_3: - en el plazo de 3 días desde la notificación
noticed_7: - en el plazo de 7 días desde la notificación
feedback_mails: Correos con información
feedback_cases: Casos con información
feedback_unproven: Correos cuyo remitente no está probado
victim: Víctima identificada
offender: Autor identificado
investigation: Investigación
useful: Informe útil
yes: sí
no: no
not-sure: no se sabe
open: abierta
closed: cerrada
none: ninguna
unknown: se desconoce
others: otros
of: de
median: mediana
p90: 90 % en un máximo de
minutes: min
hours: h
days: días
provider: Proveedor
kind: Tipo
notices: Notificaciones
no_action: Sin actuación conocida
answered: Notificaciones respondidas
over: más
""",
    "fr": """
t_assessed: Signalements et évaluations
t_lea: Transmission au service d’enquête
t_times: Durées
t_removal: Retrait des contenus hébergés dans le pays
t_countries: Pays d’hébergement (éléments)
t_providers: Hébergeurs du pays (éléments)
t_feedback: Retours du service d’enquête sur des dossiers
t_dsa: Notifications par hébergeur (DSA, article 22, paragraphe 3)
reports: Signalements du public
cases: Dossiers évalués
illegal: - illicites
unsure: - incertains
not_illegal: - non illicites
urgent: Dossiers urgents
items: Éléments de contenu (URL)
abroad: Dossiers hébergés à l’étranger
iccam: - signalés via ICCAM
reported: Dossiers transmis au service d’enquête
same_day: - avant la fin du même jour ouvré
received: - réception confirmée
reminders: Rappels faute d’accusé de réception
holds: Demandes de suspension d’une notification
long_holds: - en vigueur plus de 30 jours
questions: Courriels qui n’ont pas été tout à fait compris
public_lea: Du signalement du public au service d’enquête
found_lea: De l’évaluation au service d’enquête
lea_receipt: Du serveur du service d’enquête à l’accusé de réception
lea_notice: Du serveur du service d’enquête à la notification
notice_removed: De la notification au retrait
public_removed: Du signalement du public au retrait
removed: Éléments retirés
claimed: Retirés d’après le seul hébergeur
removed_1: - dans un délai de 1 jour après l’évaluation
removed_3: - dans un délai de 3 jours après l’évaluation
removed_7: - dans un délai de 7 jours après l’évaluation
noticed_1: - dans un délai de 1 jour après la notification
noticed_3: - dans un délai de 3 jours après la notification
noticed_7: - dans un délai de 7 jours après la notification
feedback_mails: Courriels de retour
feedback_cases: Dossiers avec retour
feedback_unproven: Courriels dont l’expéditeur n’est pas prouvé
victim: Victime identifiée
offender: Auteur identifié
investigation: Enquête
useful: Signalement utile
yes: oui
no: non
not-sure: incertain
open: ouverte
closed: close
none: aucune
unknown: inconnu
others: autres
of: sur
median: médiane
p90: 90 % en au plus
minutes: min
hours: h
days: jours
provider: Hébergeur
kind: Type
notices: Notifications
no_action: Aucune suite connue
answered: Notifications suivies d’une réponse
over: au-delà
""",
    "it": """
t_assessed: Segnalazioni e valutazioni
t_lea: Alle forze dell’ordine
t_times: Tempi
t_removal: Rimozione di contenuti ospitati nel Paese
t_countries: Paesi di hosting (elementi)
t_providers: Fornitori di hosting nel Paese (elementi)
t_feedback: Riscontri delle forze dell’ordine sui singoli casi
t_dsa: Richieste di rimozione per fornitore (DSA, articolo 22, paragrafo 3)
reports: Segnalazioni dal pubblico
cases: Casi valutati
illegal: - illegali
unsure: - incerti
not_illegal: - non illegali
urgent: Casi urgenti
items: Elementi di contenuto (URL)
abroad: Casi ospitati all’estero
iccam: - segnalati tramite ICCAM
reported: Casi segnalati alle forze dell’ordine
same_day: - entro la fine dello stesso giorno lavorativo
received: - con conferma di ricezione
reminders: Solleciti per conferme di ricezione mancanti
holds: Sospensioni di richieste di rimozione
long_holds: - in vigore per più di 30 giorni
questions: Messaggi non compresi del tutto
public_lea: Dalla segnalazione del pubblico alle forze dell’ordine
found_lea: Dalla valutazione alle forze dell’ordine
lea_receipt: Dal server delle forze dell’ordine alla conferma di ricezione
lea_notice: Dal server delle forze dell’ordine alla richiesta di rimozione
notice_removed: Dalla richiesta di rimozione alla rimozione
public_removed: Dalla segnalazione del pubblico alla rimozione
removed: Elementi rimossi
claimed: Rimossi solo secondo il fornitore
removed_1: - entro 1 giorno dalla valutazione
removed_3: - entro 3 giorni dalla valutazione
removed_7: - entro 7 giorni dalla valutazione
noticed_1: - entro 1 giorno dalla richiesta
noticed_3: - entro 3 giorni dalla richiesta
noticed_7: - entro 7 giorni dalla richiesta
feedback_mails: Messaggi di riscontro
feedback_cases: Casi con riscontro
feedback_unproven: Messaggi il cui mittente non è provato
victim: Vittima identificata
offender: Autore identificato
investigation: Indagine
useful: Segnalazione utile
yes: sì
no: no
not-sure: incerto
open: in corso
closed: conclusa
none: nessuna
unknown: non noto
others: altri
of: su
median: mediana
p90: 90 % entro
minutes: min
hours: h
days: giorni
provider: Fornitore
kind: Tipo
notices: Richieste di rimozione
no_action: Nessun intervento noto
answered: Richieste con risposta
over: oltre
""",
    "pt": """
t_assessed: Denúncias e avaliações
t_lea: Para a polícia
t_times: Tempo decorrido
t_removal: Remoção de conteúdos alojados no país
t_countries: Países de alojamento (elementos)
t_providers: Fornecedores de alojamento no país (elementos)
t_feedback: Informações da polícia sobre casos concretos
t_dsa: Pedidos de remoção por fornecedor (DSA, artigo 22.º, n.º 3)
reports: Denúncias do público
cases: Casos avaliados
illegal: - ilegais
unsure: - incertos
not_illegal: - não ilegais
urgent: Casos urgentes
items: Elementos de conteúdo (URL)
abroad: Casos alojados no estrangeiro
iccam: - denunciados através do ICCAM
reported: Casos denunciados à polícia
same_day: - até ao fim do mesmo dia útil
received: - com confirmação de receção
reminders: Lembretes por falta de confirmação de receção
holds: Suspensões de pedidos de remoção
long_holds: - em vigor durante mais de 30 dias
questions: Mensagens não inteiramente compreendidas
public_lea: Da denúncia do público à polícia
found_lea: Da avaliação à polícia
lea_receipt: Do servidor da polícia à confirmação de receção
lea_notice: Do servidor da polícia ao pedido de remoção
notice_removed: Do pedido de remoção à remoção
public_removed: Da denúncia do público à remoção
removed: Elementos removidos
claimed: Removidos apenas segundo o fornecedor
removed_1: - no prazo de 1 dia após a avaliação
removed_3: - no prazo de 3 dias após a avaliação
removed_7: - no prazo de 7 dias após a avaliação
noticed_1: - no prazo de 1 dia após o pedido
noticed_3: - no prazo de 3 dias após o pedido
noticed_7: - no prazo de 7 dias após o pedido
feedback_mails: Mensagens com informações
feedback_cases: Casos com informações
feedback_unproven: Mensagens cujo remetente não está provado
victim: Vítima identificada
offender: Autor identificado
investigation: Investigação
useful: Denúncia útil
yes: sim
no: não
not-sure: incerto
open: em curso
closed: concluída
none: nenhuma
unknown: não se sabe
others: outros
of: de
median: mediana
p90: 90 % em até
minutes: min
hours: h
days: dias
provider: Fornecedor
kind: Tipo
notices: Pedidos de remoção
no_action: Nenhuma medida conhecida
answered: Pedidos com resposta
over: mais
""",
}
