"""A small repository with ten secrets and twenty look-alikes, made at run time.

`python -m tests.planted FOLDER` writes it. None of its texts is an example of the training set.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from training.slots import fill

# path -> lines; a line that ends in the mark below is a secret that must be found there.
SECRET = " ⟵"

FILES = {
    "shop/settings.py": """
        import os

        DATABASES = {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": "pg-main.shop.internal",
                "USER": "shop",
                "PASSWORD": "{{human_password}}", ⟵
            },
            "audit": {
                "HOST": "pg-audit.shop.internal",
                "PASSWORD": os.environ["AUDIT_DB_PASSWORD"],
            },
        }
        LOGIN_URL = "/accounts/login/"
        PASSWORD_RESET_TIMEOUT = 86400
        """,
    "web/src/payments.ts": """
        import Stripe from "stripe";

        // server side only
        const stripe = new Stripe("{{stripe_secret}}", { apiVersion: "2023-10-16" }); ⟵
        export const webhookSecret = process.env.STRIPE_WEBHOOK_SECRET;
        export const publishableKey = "{{stripe_publishable}}";
        """,
    "web/src/firebase.ts": """
        import { initializeApp } from "firebase/app";

        export const app = initializeApp({
          apiKey: "{{gcp_api_key}}",
          authDomain: "shop-prod.firebaseapp.com",
          projectId: "shop-prod",
        });
        """,
    "web/src/locales/de.json": """
        {
          "login.title": "Anmelden",
          "login.password": "Passwort",
          "login.forgotPassword": "Passwort vergessen?",
          "login.submit": "Weiter"
        }
        """,
    "config/production.yml": """
        server:
          port: 8080
        cache:
          url: redis://:{{strong_password}}@cache-01.shop.internal:6379/0 ⟵
        oauth:
          token_url: https://login.shop.example/oauth2/token
          client_secret: ${OAUTH_CLIENT_SECRET}
        """,
    ".env.example": """
        # copy to .env and fill in
        DATABASE_URL=postgres://user:password@localhost:5432/shop
        SENDGRID_API_KEY=your-sendgrid-api-key
        JWT_SECRET=<generate one with openssl rand -hex 32>
        """,
    "Dockerfile": """
        FROM python:3.12-slim
        WORKDIR /app
        ENV AWS_DEFAULT_REGION=eu-central-1
        ENV AWS_SECRET_ACCESS_KEY={{aws_secret_key}} ⟵
        COPY . .
        CMD ["gunicorn", "shop.wsgi"]
        """,
    ".github/workflows/deploy.yml": """
        name: deploy
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@{{git_sha}}
              - name: trigger
                run: |
                  curl -X POST -H "Authorization: Bearer {{github_pat}}" \\ ⟵
                    https://api.github.com/repos/shop/infra/dispatches
              - name: push image
                env:
                  REGISTRY_PASSWORD: ${{ secrets.REGISTRY_PASSWORD }}
                run: echo "$REGISTRY_PASSWORD" | docker login -u ci --password-stdin
        """,
    "deploy/k8s/smtp-secret.yaml": """
        apiVersion: v1
        kind: Secret
        metadata:
          name: smtp
        type: Opaque
        data:
          password: {{human_password|b64}} ⟵
        """,
    "deploy/k8s/api.yaml": """
        containers:
          - name: api
            image: registry.shop.example/api@sha256:{{sha256}}
            env:
              - name: DB_PASSWORD
                valueFrom:
                  secretKeyRef:
                    name: api-db
                    key: password
        """,
    "mailer/src/main/java/shop/mail/Mailer.java": """
        package shop.mail;

        public class Mailer {
            private Session session() {
                return Session.getInstance(props, new Authenticator() {
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication("mailer", "{{human_password}}"); ⟵
                    }
                });
            }
        }
        """,
    "mailer/src/test/java/shop/mail/MailerTest.java": """
        class MailerTest {
            @Test
            void rejectsWrongPassword() {
                Mailer mailer = new Mailer("localhost", 2525);
                mailer.login("test", "wrong-password");
                assertThat(mailer.isOpen()).isFalse();
            }
        }
        """,
    "scripts/backup.sh": """
        #!/bin/sh
        set -e
        day=$(date +%F)
        mysqldump -h db1.shop.internal -u backup -p'{{strong_password}}' shop > /srv/shop-$day.sql ⟵
        gzip "/srv/shop-$day.sql"
        """,
    "deploy/keys/deploy_rsa": """
        {{dashes}}BEGIN RSA PRIVATE KEY{{dashes}} ⟵
        {{pem_body:6}}
        {{dashes}}END RSA PRIVATE KEY{{dashes}}
        """,
    "deploy/keys/deploy_rsa.pub": """
        {{ssh_rsa_public}} deploy@shop
        """,
    "deploy/keys/ca.pem": """
        {{dashes}}BEGIN CERTIFICATE{{dashes}}
        {{pem_body:6}}
        {{dashes}}END CERTIFICATE{{dashes}}
        """,
    "internal/notify/slack.go": """
        package notify

        func client() *slack.Client {
            // return slack.New("{{slack_bot}}") ⟵
            return slack.New(os.Getenv("SLACK_TOKEN"))
        }

        const ErrBadToken = "token is missing or malformed"
        """,
    "tests/test_login.py": """
        def test_login_with_wrong_password(client):
            response = client.post("/login", data={"username": "alice", "password": "hunter2"})
            assert response.status_code == 401
        """,
    "docker-compose.yml": """
        # local development only
        services:
          db:
            image: postgres:16
            environment:
              POSTGRES_USER: postgres
              POSTGRES_PASSWORD: postgres
        """,
    "web/package-lock.json": """
        {
          "name": "shop-web",
          "packages": {
            "node_modules/jsonwebtoken": {
              "version": "9.0.2",
              "integrity": "{{sri}}"
            }
          }
        }
        """,
    "README.md": """
        # Shop

        Set your key before the first start:

            export SHOP_API_KEY=YOUR_API_KEY

        Secrets live in Vault, never in this repository.
        """,
    "infra/main.tf": """
        data "vault_generic_secret" "db" {
          path = "secret/shop/db"
        }

        resource "aws_db_instance" "main" {
          username = "shop"
          password = data.vault_generic_secret.db.data["password"]
        }
        """,
    "web/src/LoginForm.vue": """
        <template>
          <input id="password" name="password" type="password" placeholder="Your password" />
          <p v-if="error" class="password-error">{{ error }}</p>
        </template>
        """,
}


def plant(folder: Path, seed: int = 1) -> set[tuple[str, int]]:
    """Writes the files into `folder`; returns (path, line) of every planted secret."""
    rng = random.Random(seed)
    secrets = set()
    for path, text in FILES.items():
        lines = fill(_dedented(text), rng).split("\n")
        secrets |= {(path, i) for i, line in enumerate(lines, 1) if line.endswith(SECRET)}
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        content = "\n".join(line.removesuffix(SECRET) for line in lines)
        target.write_text(content, encoding="utf-8")
    return secrets


def _dedented(text: str) -> str:
    return "\n".join(line.removeprefix(" " * 8) for line in text.strip("\n").split("\n"))


if __name__ == "__main__":
    for place in sorted(plant(Path(sys.argv[1]))):
        print(*place, sep=":")
