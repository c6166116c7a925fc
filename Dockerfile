# Cairn on Java 25. Build the program first: mvn package -DskipTests -pl standalone -am
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}
COPY standalone/target/lib /opt/cairn/lib
COPY standalone/target/cairn-standalone.jar /opt/cairn/
RUN mkdir -p /var/lib/cairn && chown 10001:10001 /var/lib/cairn
USER 10001:10001
VOLUME /var/lib/cairn
EXPOSE 9000 9001
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED", \
    "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/cairn/cairn-standalone.jar"]
CMD ["--cairn.data=/var/lib/cairn", "--cairn.gateway.s3-address=0.0.0.0", "--server.address=0.0.0.0"]
