package dev.fairlead.spi.image;

import java.util.Objects;

/** What a registry asks for before it gives or takes an image. Never shows a secret. */
public sealed interface RegistryCredentials
    permits RegistryCredentials.Basic, RegistryCredentials.IdentityToken {

  /**
   * Credentials of a user with a password or an access token in its place.
   *
   * @param username the user
   * @param password the password; secret
   * @return the credentials
   */
  static RegistryCredentials basic(String username, String password) {
    return new Basic(username, password);
  }

  /**
   * A token that stands for a user who logged in before.
   *
   * @param token the token; secret
   * @return the credentials
   */
  static RegistryCredentials identityToken(String token) {
    return new IdentityToken(token);
  }

  /**
   * User and password.
   *
   * @param username the user, not empty
   * @param password the password; secret
   */
  record Basic(String username, String password) implements RegistryCredentials {

    /** Checks that both are given. */
    public Basic {
      Objects.requireNonNull(username, "username");
      Objects.requireNonNull(password, "password");
      if (username.isEmpty()) {
        throw new IllegalArgumentException("the user name of a registry login is empty");
      }
    }

    @Override
    public String toString() {
      return "Basic[username=" + username + ", password=***]";
    }
  }

  /**
   * An identity token.
   *
   * @param token the token, not empty; secret
   */
  record IdentityToken(String token) implements RegistryCredentials {

    /** Checks that the token is given. */
    public IdentityToken {
      Objects.requireNonNull(token, "token");
      if (token.isEmpty()) {
        throw new IllegalArgumentException("the identity token of a registry login is empty");
      }
    }

    @Override
    public String toString() {
      return "IdentityToken[token=***]";
    }
  }
}
