package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The server holds its port alone, keeps connections, answers expectations at once, and ends when it is closed. */
class S3ServerTest {

    private static final String ANONYMOUS_PUT =
            "PUT /bucket/k HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";

    @Test
    void aPortThatIsTakenIsAnError() throws IOException {
        try (Endpoint endpoint = new Endpoint()) {
            S3Settings taken = S3Settings.on(InetAddress.getLoopbackAddress(), endpoint.server.port());

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> S3Server.start(taken, endpoint.services).close())
                    .withMessageContaining("cannot listen");
            assertThat(endpoint.put("/bucket", "").status()).isEqualTo(200);
        }
    }

    @Test
    void oneConnectionServesManyRequestsAndBodiesAreAskedForAtOnce() throws IOException {
        try (Endpoint endpoint = new Endpoint();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (int round = 0; round < 3; round++) {
                out.write("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(in.readLine()).startsWith("HTTP/1.1 403");
                skipHead(in);
            }
            out.write(ANONYMOUS_PUT.getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("HTTP/1.1 100");
        }
    }

    @Test
    void afterClosingNobodyAnswers() throws IOException {
        Endpoint endpoint = new Endpoint();
        endpoint.close();
        endpoint.close();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> endpoint.get("/"));
    }

    private static void skipHead(BufferedReader in) throws IOException {
        while (!in.readLine().isEmpty()) {
            // Headers mean nothing here.
        }
    }
}
