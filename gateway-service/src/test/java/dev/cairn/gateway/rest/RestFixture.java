package dev.cairn.gateway.rest;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.gateway.GatewayConfiguration;
import dev.cairn.gateway.S3Endpoint;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.ContentLocks;
import dev.cairn.gateway.data.FakeBlocks;
import dev.cairn.gateway.data.FakeVolume;
import dev.cairn.kernel.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway on a real Tomcat, on loopback, with the services in memory; one for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestFixture {

    static final String ADMIN = basic("admin-key:the:secret");
    static final String USER = basic("user-key:other");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final FakeVolume volume = new FakeVolume();
    final FakeBlocks blocks = new FakeBlocks(100_000);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ConfigurableApplicationContext context;
    private int port;

    /** Where the beans come from that the services provide. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(GatewayConfiguration.class)
    static class Application {

        @Bean
        AccessKeys accessKeys() {
            return AccessKeys.of(
                    new AccessKey("admin-key", "the:secret", Caller.system()),
                    new AccessKey(
                            "user-key",
                            "other",
                            new Caller(1_000, 100, Set.of(), Caller.UMASK_DEFAULT, Set.<Privilege>of())));
        }

        @Bean
        TimeSource timeSource() {
            return TimeSource.system();
        }

        @Bean
        ContentLocks contentLocks() {
            return (content, deadline) -> () -> {};
        }
    }

    @BeforeAll
    void start() {
        SpringApplication application = new SpringApplication(Application.class);
        application.addInitializers(initializing -> {
            initializing.getBeanFactory().registerSingleton("metadata", volume);
            initializing.getBeanFactory().registerSingleton("blocks", blocks);
        });
        context = application.run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--cairn.gateway.s3-port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn");
        port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @AfterAll
    void stop() {
        context.close();
        client.close();
    }

    int s3Port() {
        return context.getBean(S3Endpoint.class).port();
    }

    /** A request as the administrator. */
    HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", ADMIN);
    }

    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Answer get(String path) {
        return send(request(path));
    }

    Answer put(String path, String body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer put(String path, byte[] body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    Answer putJson(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer postJson(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer head(String path) {
        return send(request(path).HEAD());
    }

    /** A connection to the REST port. */
    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(40_000);
        return socket;
    }

    /** Sends bytes as they are and answers everything that comes back until the connection ends. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends bytes and ends the connection as a client that dies does. */
    void rawAndHangUp(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** What came back. */
    record Answer(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        byte[] bytes() {
            return response.body();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** A field of the JSON body as text. */
        String field(String name) {
            return json().path(name).asString();
        }
    }
}
