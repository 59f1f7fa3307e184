"""The configuration of the tests' Dovecot, in the words of 2.4, and of 2.3 as Debian 12 has it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """Templates: the whole, what lets access tokens in, with a file of its own in 2.3, the virtual folder."""

    config: str
    oauth2: str
    all_mail: str
    oauth2_file: str = ""


_CONFIG = """\
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.0
base_dir = {base}/run
state_dir = {base}/state
instance_name = hotlined-tests
protocols = imap lmtp {submission}
listen = 127.0.0.1
log_path = {base}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {first_uid}
first_valid_gid = 0
mail_home = {base}/mail/%{{user}}
mail_driver = maildir
mail_path = ~/Maildir
mailbox_list_layout = fs
mail_fsync = never
mail_max_userip_connections = 200
auth_allow_cleartext = yes
auth_username_format = %{{user | lower}}
auth_mechanisms = plain login {bearer}
auth_failure_delay = 0
lmtp_hdr_delivery_address = final
ssl = yes
ssl_server_cert_file = {base}/tls/cert.pem
ssl_server_key_file = {base}/tls/key.pem
passdb passwd-file {{
  passwd_file_path = {base}/users
  default_password_scheme = plain
}}
{oauth2}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {base}/mail/%{{user}}
  }}
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
{special}
}}
{all_mail}
service anvil {{
  chroot =
  unix_listener anvil {{
    mode = 0666
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  client_limit = 200
  process_min_avail = 1
  restart_request_count = unlimited
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
# One process for many sessions, one after the other: starting one costs more than what is said in it.
service imap {{
  process_limit = 200
  restart_request_count = unlimited
}}
{submitting}
service lmtp {{
  user = {user}
  chroot =
  restart_request_count = unlimited
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
"""

_OAUTH2 = """\
oauth2 {{
  introspection_mode = post
  introspection_url = {url}
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = oauthbearer xoauth2
}}
"""

_ALL_MAIL = """\
mail_plugins {{
  virtual = yes
}}
namespace virtual {{
  prefix = Virtual/
  separator = /
  mail_driver = virtual
  mail_path = {base}/virtual
  mail_index_path = ~/virtual
  list = yes
}}
"""

_CONFIG_2_3 = """\
base_dir = {base}/run
state_dir = {base}/state
instance_name = hotlined-tests
protocols = imap lmtp {submission}
listen = 127.0.0.1
log_path = {base}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {first_uid}
first_valid_gid = 0
mail_home = {base}/mail/%u
mail_location = maildir:~/Maildir:LAYOUT=fs
mail_fsync = never
mail_max_userip_connections = 200
disable_plaintext_auth = no
auth_username_format = %Lu
auth_mechanisms = plain login {bearer}
auth_failure_delay = 0
lmtp_hdr_delivery_address = final
ssl = yes
ssl_cert = <{base}/tls/cert.pem
ssl_key = <{base}/tls/key.pem
passdb {{
  driver = passwd-file
  args = scheme=plain {base}/users
}}
{oauth2}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
{special}
}}
{all_mail}
service anvil {{
  chroot =
  unix_listener anvil {{
    mode = 0666
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  client_limit = 200
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 200
  service_count = 10000
}}
{submitting}
service lmtp {{
  user = {user}
  chroot =
  service_count = 10000
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
"""

_OAUTH2_2_3 = """\
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {base}/oauth2.conf
}}
"""
_OAUTH2_FILE = """\
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""
_ALL_MAIL_2_3 = """\
mail_plugins = virtual
namespace virtual {{
  prefix = Virtual/
  separator = /
  location = virtual:{base}/virtual:INDEX=~/virtual
  list = yes
}}
"""

WORDS_2_4: Final = Words(_CONFIG, _OAUTH2, _ALL_MAIL)
WORDS_2_3: Final = Words(_CONFIG_2_3, _OAUTH2_2_3, _ALL_MAIL_2_3, _OAUTH2_FILE)
