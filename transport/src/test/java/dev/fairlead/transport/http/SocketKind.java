package dev.fairlead.transport.http;

import java.io.IOException;
import java.nio.file.Path;

/** The two kinds of sockets that everything is tested over. */
enum SocketKind {
  UNIX {
    @Override
    ScriptedServer serve(Path directory, ScriptedServer.Script script) throws IOException {
      return ScriptedServer.unix(directory.resolve("s"), script);
    }
  },
  TCP {
    @Override
    ScriptedServer serve(Path directory, ScriptedServer.Script script) throws IOException {
      return ScriptedServer.tcp(script);
    }
  };

  abstract ScriptedServer serve(Path directory, ScriptedServer.Script script) throws IOException;
}
