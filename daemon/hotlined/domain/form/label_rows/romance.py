"""Labels of the form in Spanish, French, Italian and Portuguese."""

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, str]] = {
    "es": """
hotline: Línea de reporte
received_from_public: Reportado por el público | Recibido del público
  | Fecha y hora del reporte del público
received_from_iccam: Reportado a través de ICCAM | Recibido de ICCAM
iccam_id: Número de reporte de ICCAM | Número de ICCAM
forwarded_to_lea: Remitido a la policía
urgent: Urgente
  | Urgente (peligro inminente) | Urgencia
region: Región | Provincia | Comunidad autónoma
content_language: Idioma | Idioma del contenido
offender_identifiable: Autor identificable | ¿Autor identificable?
victim_identifiable: Víctima identificable | ¿Víctima identificable?
victim_identified: Víctima identificada
  | Si lo es, ¿está identificada? | ¿Víctima identificada (en su caso)?
content_type: Tipo de contenido | Descripción
  | Descripción del tipo de contenido | Descripción del contenido | Resumen | Resumen del contenido
self_generated: Contenido autogenerado | Autogenerado
  | ¿Contenido autogenerado? | ¿Es contenido autogenerado?
content_data: Datos del contenido
useful_information: Información útil
metadata: Metadatos
  | Información sobre metadatos
item: Elemento
url: URL | Dirección URL
  | Enlace
access: Contraseña o página de origen | Contraseña | Página de origen
  | Contraseña o página de origen (si es necesario)
ip: Dirección IP
provider: Proveedor de alojamiento | Proveedor
  | Nombre del proveedor de alojamiento
hosting: Datos del alojamiento
host_country: País de alojamiento | País
screenshots: Capturas de pantalla
  | Captura de pantalla
comments: Observaciones | Comentarios | Comentario
  | Observaciones del analista
cloudflare: Protegido por Cloudflare
  | ¿Protegido por Cloudflare u otra CDN? | Protegido por Cloudflare u otra CDN | Cloudflare
ntd_sent: Notificación enviada
""",
    "fr": """
hotline: Plateforme de signalement
received_from_public: Signalé par le public | Reçu du public
  | Date et heure du signalement par le public
received_from_iccam: Signalé via ICCAM | Signalé par ICCAM | Reçu d'ICCAM
iccam_id: Numéro de signalement ICCAM | Numéro ICCAM
forwarded_to_lea: Transmis au service d'enquête | Transmis à la police
urgent: Urgent
  | Urgent (danger imminent) | Urgence
region: Région | Département | Canton
content_language: Langue | Langue du contenu
offender_identifiable: Auteur identifiable
victim_identifiable: Victime identifiable
victim_identified: Victime identifiée
  | Si oui, victime identifiée | Si oui, la victime est-elle identifiée
content_type: Type de contenu | Description
  | Description du type de contenu | Description du contenu | Résumé | Résumé du contenu
self_generated: Contenu autoproduit | Autoproduit
  | Le contenu est-il autoproduit
content_data: Données du contenu
useful_information: Informations utiles
metadata: Métadonnées
  | Informations sur les métadonnées
item: Élément
url: URL | Adresse URL
  | Lien
access: Mot de passe ou page référente | Mot de passe | Page référente | Référent
  | Mot de passe, page référente | Mot de passe ou page référente (si nécessaire)
ip: Adresse IP
provider: Hébergeur | Fournisseur
  | Nom de l'hébergeur
hosting: Détails de l'hébergement
host_country: Pays d'hébergement | Pays
screenshots: Captures d'écran
  | Capture d'écran
comments: Observations | Observation | Commentaires | Commentaire | Remarques
  | Observations de l'analyste
cloudflare: Protégé par Cloudflare
  | Protégé par Cloudflare ou un autre CDN | Cloudflare
ntd_sent: Notification envoyée
""",
    "it": """
hotline: Hotline
received_from_public: Ricevuta dal pubblico | Data e ora: segnalazione ricevuta dal pubblico
received_from_iccam: Ricevuta tramite ICCAM | Ricevuta da ICCAM
  | Data e ora: segnalazione ricevuta tramite ICCAM
iccam_id: Numero segnalazione ICCAM | Numero ICCAM | Numero della segnalazione
forwarded_to_lea: Inoltro alle forze dell'ordine | Inoltrata alle forze dell'ordine
urgent: Urgente | Urgente (pericolo imminente) | Urgenza
region: Regione | Provincia
content_language: Lingua | Lingua del contenuto
offender_identifiable: Autore del reato identificabile | Autore identificabile
victim_identifiable: Vittima identificabile
victim_identified: Vittima identificata | Se sì, la vittima è identificata
content_type: Tipo di contenuto | Descrizione | Descrizione del tipo di contenuto
  | Descrizione del contenuto | Sintesi del contenuto | Sintesi
self_generated: Autoprodotto | Il contenuto è autoprodotto
content_data: Dati del contenuto
useful_information: Informazioni utili
metadata: Metadati | Informazioni sui metadati
item: Elemento
url: URL | Indirizzo URL
access: Password o referrer | Password o referrer (se necessario)
ip: Indirizzo IP
provider: Fornitore di hosting | Fornitore | Nome del fornitore di hosting
hosting: Dettagli dell'hosting | Dettagli del servizio di hosting
host_country: Paese di hosting | Paese
screenshots: Schermate | Schermata | Screenshot
comments: Commenti | Commento | Osservazioni | Commenti dell'analista
cloudflare: Protetto da Cloudflare | Protetto da Cloudflare o da un altro CDN
ntd_sent: Richiesta di rimozione inviata
""",
    "pt": """
hotline: Hotline
received_from_public: Recebida do público | Data e hora: denúncia recebida do público
received_from_iccam: Recebida através do ICCAM | Data e hora: denúncia recebida através do ICCAM
iccam_id: Número da denúncia no ICCAM | Número ICCAM | Número da denúncia
forwarded_to_lea: Transmitida à polícia | Data e hora: denúncia transmitida à polícia
urgent: Urgente | Urgente (perigo iminente) | Urgência
region: Região | Distrito
content_language: Língua | Língua do conteúdo | Idioma
offender_identifiable: Autor do crime identificável | Autor identificável
victim_identifiable: Vítima identificável
victim_identified: Vítima identificada | Se sim, a vítima está identificada
content_type: Tipo de conteúdo | Descrição | Descrição do tipo de conteúdo
  | Descrição do conteúdo | Resumo do conteúdo | Resumo
self_generated: Autoproduzido | O conteúdo é autoproduzido
content_data: Dados do conteúdo
useful_information: Informações úteis
metadata: Metadados | Informações sobre os metadados
item: Elemento
url: URL | Endereço URL
access: Palavra-passe ou referrer | Palavra-passe ou referrer (se necessário) | Palavra-passe
ip: Endereço IP
provider: Fornecedor de alojamento | Fornecedor | Nome do fornecedor de alojamento
hosting: Detalhes do alojamento | Detalhes do serviço de alojamento
host_country: País de alojamento | País
screenshots: Capturas de ecrã | Captura de ecrã
comments: Comentários | Comentário | Observações | Comentários do analista
cloudflare: Protegido pela Cloudflare | Protegido pela Cloudflare ou por outra CDN
ntd_sent: Pedido de remoção enviado
""",
}
