package dev.sluice.samples;

final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println(Runtime.version().feature() + " " + System.getProperty("runtime") + " "
                + System.getProperty("port") + " " + System.getProperty("sample"));
    }
}
