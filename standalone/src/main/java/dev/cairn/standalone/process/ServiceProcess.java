package dev.cairn.standalone.process;

import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * A service in the life of its process: what was opened is closed the other way round. Used by the thread that runs the
 * application.
 */
abstract class ServiceProcess implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    final <T extends AutoCloseable> T keep(T opened) {
        open.push(opened);
        return opened;
    }

    /** Makes this process visible; its ports listen already. */
    final Member register(Coordination coordination, ServiceName service, String host, Map<String, Integer> ports) {
        Member member = Member.incarnation(service, host, ports);
        keep(coordination.register(member));
        return member;
    }

    /** Where this process takes HTTP, now that it is ready. */
    static int httpPort(ApplicationReadyEvent event) {
        var context = (ServletWebServerApplicationContext) event.getApplicationContext();
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    @Override
    public final void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** Runs an application whose settings stand in the file of the given name, and on the command line. */
    static void run(Class<?> application, String name, String[] arguments) {
        System.setProperty("spring.config.name", name);
        new SpringApplicationBuilder(application)
                .web(WebApplicationType.SERVLET)
                .run(arguments);
    }
}
