"""Names of people from many places. First and last names are drawn from the same place, at random."""

from __future__ import annotations

ORIGINS: tuple[tuple[str, str], ...] = (
    (
        "Alice Benjamin Charlotte Daniel Eleanor Freddie Grace Henry Imogen Jack Lucy Martin Nora Oliver Ruth Thomas",
        "Ashworth Barlow Carver Dalton Ellery Fairfax Granger Holloway "
        "Jarvis Kendall Langley Mercer Norwood Pruitt Shaw Tate",
    ),
    (
        "Agnes Björn Clara Elin Freja Gustav Hanna Ingrid Jonas Karin Lars Maja Nils Oskar Signe Tove",
        "Andersson Berglund Dahl Ekström Forsberg Hagen Isaksen Kjær "
        "Lindholm Mikkelsen Nygård Olsen Rask Sandvik Thorsen Westby",
    ),
    (
        "Anna Boris Daria Egor Galina Ivan Katya Lev Milena Nikolai Olga Pavel Raisa Sergei Tanya Yuri",
        "Antonov Belova Chernov Dmitrieva Fedorov Ilyin Kovalenko Lebedev "
        "Markova Novak Orlova Petrenko Rudenko Sokolov Volkova Zhukov",
    ),
    (
        "Aarav Ananya Diya Farhan Ishaan Kavya Lakshmi Meera Nikhil Priya Rahul Rohan Sanjana Tara Vikram Zoya",
        "Agarwal Bhat Chatterjee Desai Gupta Iyer Joshi Kapoor Menon Nair Patel Rao Sharma Siddiqui Thomas Verma",
    ),
    (
        "Ai Daichi Emi Haruto Hina Kaito Kenji Mei Naoki Ren Rin Sakura Sora Takumi Yui Yuto",
        "Abe Endo Fujita Goto Hayashi Inoue Ito Kato Kobayashi Mori Nakamura Ono Saito Tanaka Watanabe Yamada",
    ),
    (
        "Bo Chen Fang Hao Hui Jia Jun Lan Li Mei Ming Qing Rui Wei Xin Yan",
        "Cai Chen Deng Fan Gao Han Huang Liang Lin Liu Ma Sun Wang Xu Zhang Zhou",
    ),
    (
        "Abena Adaeze Chidi Ebele Femi Folasade Ifeoma Kwabena Kwame Nneka Obinna Ngozi Sade Tunde Yaw Zainab",
        "Abiola Achebe Adeyemi Agyeman Asante Balogun Boateng Danjuma "
        "Eze Mensah Nwachukwu Obi Ofori Okafor Okonkwo Owusu",
    ),
    (
        "Amina Bilal Dina Farid Hassan Huda Karim Layla Mariam Nabil Omar Rania Salma Samir Tarek Yasmin",
        "Abbas Aziz Bakri Darwish El-Sayed Fahmy Haddad Hamdan Ibrahim Khalil Mansour Nasser Qasim Rahman Saleh Tahir",
    ),
    (
        "Adriana Beatriz Camila Diego Elena Felipe Gabriela Héctor Inés Javier Lucía Mateo Paula Rafael Sofía Tomás",
        "Álvarez Campos Cruz Delgado Fuentes García Herrera Ibáñez "
        "López Morales Navarro Ortiz Peña Ramírez Silva Vargas",
    ),
    (
        "Antoine Béatrice Camille Damien Élise Florent Gaëlle Hugo Inès Julien Léa Manon Nicolas Océane Pauline Rémi",
        "Arnaud Bernard Chevalier Dubois Fabre Garnier Lambert Leroy "
        "Marchand Moreau Nguyen Perrin Renaud Rousseau Simon Vidal",
    ),
    (
        "Ayşe Berk Cem Defne Ece Emre Elif Furkan Gizem Kaan Leyla Mert Nazlı Onur Selin Yusuf",
        "Aksoy Arslan Aydın Bulut Çelik Demir Doğan Erdem Güneş Kaya Koç Öztürk Polat Şahin Yıldız Yılmaz",
    ),
    (
        "Anja Bastian Carla Dieter Elke Felix Greta Heike Jonas Katrin Lukas Mareike Nele Ralf Sabine Till",
        "Albrecht Brandt Dietz Engel Fuchs Graf Huber Jung Keller Lorenz Maurer Neumann Otto Richter Schäfer Vogt",
    ),
    (
        "Areum Daeun Eunji Hana Jihoon Jimin Joon Kyung Minji Minho Seojun Sora Suji Taeyang Yejin Yuna",
        "Ahn Bae Choi Han Hong Hwang Jang Jeong Jung Kang Kim Kwon Lee Park Shin Yoon",
    ),
)


def all_names() -> list[str]:
    return [f"{first} {last}" for firsts, lasts in ORIGINS for first in firsts.split() for last in lasts.split()]
