# The mail server that a site has already: Postfix and Dovecot (2.4, or 2.3 as Debian 12 has it) with mailboxes for everybody in the story.
# Passwords are "secret-" and the local part. A CA of the house, as the guide expects it: known to the system.
cd "$(mktemp -d)"
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 365 -subj '/CN=Example CA' \
    -addext keyUsage=critical,keyCertSign,cRLSign
openssl req -newkey rsa:2048 -nodes -keyout srv.key -out srv.csr -subj '/CN=mail.hotline.example.org'
echo 'subjectAltName=DNS:mail.hotline.example.org' > ext
openssl x509 -req -in srv.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out srv.pem -days 365 -extfile ext
install -m 644 srv.pem /etc/ssl/srv.pem
install -m 600 srv.key /etc/ssl/srv.key
cp ca.pem /usr/local/share/ca-certificates/example-ca.crt
update-ca-certificates
echo '127.0.0.1 mail.hotline.example.org' >> /etc/hosts

useradd --create-home --home-dir /var/vmail vmail
for address in intake@hotline.example.org lea@hotline.example.org ntd@hotline.example.org ann@hotline.example.org \
    reports@police.example.com abuse@example.net; do
    echo "$address:{PLAIN}secret-${address%%@*}::::::"
done > /etc/dovecot/users
chown root:dovecot /etc/dovecot/users
chmod 640 /etc/dovecot/users
case $(dovecot --version) in 2.3.*) words=2.3 ;; *) words=2.4 ;; esac
[ $words = 2.4 ] || cat > /etc/dovecot/dovecot.conf <<'EOT'
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:~/Maildir
mail_home = /var/vmail/%d/%n
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 100
ssl_cert = </etc/ssl/srv.pem
ssl_key = </etc/ssl/srv.key
passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
userdb {
  driver = passwd-file
  args = /etc/dovecot/users
  default_fields = uid=vmail gid=vmail home=/var/vmail/%d/%n
}
EOT
[ $words = 2.3 ] || cat > /etc/dovecot/dovecot.conf <<'EOT'
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.0
protocols = imap lmtp
listen = 127.0.0.1
mail_driver = maildir
mail_home = /var/vmail/%{user | domain}/%{user | username}
mail_path = ~/Maildir
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 100
ssl_server_cert_file = /etc/ssl/srv.pem
ssl_server_key_file = /etc/ssl/srv.key
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
}
userdb static {
}
userdb_static_allow_all_users = no
EOT
cat >> /etc/dovecot/dovecot.conf <<'EOT'
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    auto = subscribe
    special_use = \Junk
  }
}
service lmtp {
  unix_listener /var/spool/postfix/private/dovecot-lmtp {
    user = postfix
    group = postfix
    mode = 0600
  }
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    user = postfix
    group = postfix
    mode = 0660
  }
}
EOT
postconf -e myhostname=mail.hotline.example.org mydestination=localhost inet_interfaces=127.0.0.1 inet_protocols=ipv4 \
    'virtual_mailbox_domains=hotline.example.org police.example.com example.net' virtual_mailbox_maps= \
    virtual_transport=lmtp:unix:private/dovecot-lmtp recipient_delimiter=+ local_recipient_maps= \
    smtpd_sasl_type=dovecot smtpd_sasl_path=private/auth \
    smtpd_tls_cert_file=/etc/ssl/srv.pem smtpd_tls_key_file=/etc/ssl/srv.key
postconf -M 'submission/inet=submission inet n - n - - smtpd'
postconf -P submission/inet/smtpd_tls_security_level=encrypt submission/inet/smtpd_sasl_auth_enable=yes \
    submission/inet/smtpd_recipient_restrictions=permit_sasl_authenticated,reject
systemctl restart dovecot postfix
